// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// How the page of a plan looks.
enum PlanPageStyle {
    /// The style sheet, for light and dark surroundings.
    static var sheet: String {
        var light: [String] = []
        var dark: [String] = []
        for action in Change.Action.allCases {
            let colors = ActionColors(action)
            let name = action.rawValue
            light.append(".sign.\(name){background:\(colors.fill);border-color:\(colors.line)}")
            light.append("article.\(name){border-left-color:\(colors.line)}")
            dark.append(".sign.\(name){background:\(colors.darkFill);border-color:\(colors.darkLine)}")
            dark.append("article.\(name){border-left-color:\(colors.darkLine)}")
        }
        return ([base] + light + ["@media (prefers-color-scheme:dark){", darkBase] + dark + ["}"]).joined(
            separator: "\n")
    }

    private static let base = """
        :root{color:#1b1f24;background:#fff}
        body{margin:0;font:16px/1.5 system-ui,sans-serif}
        main{max-width:90rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.6rem;margin:0 0 .5rem}
        h2{font-size:1.25rem;margin:2rem 0 .5rem}
        h3{font-size:1.05rem;margin:1.5rem 0 .25rem}
        h4{font-size:1rem;margin:0;overflow-wrap:anywhere}
        h4 code,li code{font-weight:400;opacity:.75}
        p,pre{margin:.4rem 0}
        pre{white-space:pre-wrap;overflow-wrap:anywhere}
        code,pre{font:.875rem ui-monospace,monospace}
        .facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0}
        .facts dt{font-weight:600}
        .facts dd{margin:0;overflow-wrap:anywhere}
        .totals{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;padding:0;margin:1rem 0 .5rem;font-weight:600}
        .sign{display:inline-block;min-width:1.4em;padding:0 .25em;text-align:center;border:1px solid;border-radius:4px;\
        font:.875rem ui-monospace,monospace;color:#1b1f24}
        .graph,.wide{overflow-x:auto}
        .graph svg{display:block;min-width:64rem;max-width:100%;height:auto}
        article{border-left:4px solid;padding:.3rem 0 .3rem .8rem;margin:.6rem 0}
        table{border-collapse:collapse;margin:.4rem 0}
        th,td{text-align:left;vertical-align:top;padding:.15rem .9rem .15rem 0}
        th{white-space:nowrap}
        td:not(:empty){min-width:3rem;overflow-wrap:anywhere}
        thead th{font-weight:600;border-bottom:1px solid #8c959f}
        tbody th{font-weight:400}
        .warning{font-weight:600}
        details{margin:.6rem 0}
        summary{cursor:pointer}
        footer{margin-top:2.5rem;padding-top:.6rem;border-top:1px solid #8c959f}
        """

    private static let darkBase = """
        :root{color:#f0f3f6;background:#0d1117}
        .sign{color:#f0f3f6}
        """
}
