// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Reconcile

struct StepScheduleTests {
    private func step(_ address: ResourceAddress, _ action: Change.Action) -> Plan.Step {
        Plan.Step(address: address, title: address.rawValue, group: .site, change: Change(action))
    }

    @Test func aStepWaitsForWhatItDependsOn() {
        var schedule = StepSchedule(
            steps: [step("a", .create), step("b", .create), step("c", .none)], dependencies: ["b": ["a"]])
        #expect(schedule.nextActions() == [.start("a"), .start("c")])
        #expect(schedule.nextActions() == [])
        schedule.finished("c", success: true)
        #expect(schedule.nextActions() == [])
        schedule.finished("a", success: true)
        #expect(schedule.nextActions() == [.start("b")])
    }

    @Test func aDeleteWaitsForWhatDependsOnIt() {
        var schedule = StepSchedule(
            steps: [step("api", .delete), step("distribution", .update)], dependencies: ["distribution": ["api"]])
        #expect(schedule.nextActions() == [.start("distribution")])
        schedule.finished("distribution", success: true)
        #expect(schedule.nextActions() == [.start("api")])
    }

    @Test func deletesOfAChainGoFromTheEnd() {
        var schedule = StepSchedule(
            steps: [step("c", .delete), step("b", .delete), step("a", .delete)],
            dependencies: ["b": ["a"], "c": ["b"]])
        #expect(schedule.nextActions() == [.start("c")])
        schedule.finished("c", success: true)
        #expect(schedule.nextActions() == [.start("b")])
        schedule.finished("b", success: true)
        #expect(schedule.nextActions() == [.start("a")])
    }

    @Test func aFailureStopsOnlyWhatDependsOnIt() {
        var schedule = StepSchedule(
            steps: [step("a", .create), step("b", .create), step("c", .create), step("d", .create)],
            dependencies: ["b": ["a"], "c": ["b"]])
        #expect(schedule.nextActions() == [.start("a"), .start("d")])
        schedule.finished("a", success: false)
        #expect(schedule.nextActions() == [.skip("b", because: "a"), .skip("c", because: "a")])
    }

    @Test func aStepGoesOnWhenItsPredecessorFailsOrIsSkipped() {
        for culprit in ["a", "b"] as [ResourceAddress] {
            var schedule = StepSchedule(
                steps: [step("a", .create), step("b", .create), step("c", .update)],
                dependencies: ["b": ["a"]], predecessors: ["c": ["b"]])
            #expect(schedule.nextActions() == [.start("a")])
            schedule.finished("a", success: culprit != "a")
            if culprit == "a" {
                #expect(schedule.nextActions() == [.skip("b", because: "a"), .start("c")])
            } else {
                #expect(schedule.nextActions() == [.start("b")])
                schedule.finished("b", success: false)
                #expect(schedule.nextActions() == [.start("c")])
            }
        }
    }

    @Test func dependenciesOutsideThePlanAreTakenAsDone() {
        var schedule = StepSchedule(steps: [step("b", .create)], dependencies: ["b": ["a"]])
        #expect(schedule.nextActions() == [.start("b")])
    }
}
