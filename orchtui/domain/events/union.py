"""The closed union of all events; a new one is added here, and nowhere else but its family."""

from __future__ import annotations

from orchtui.domain.events.control import (
    BreakpointChanged,
    BreakpointHit,
    CommandAnswered,
    CommandGiven,
    GateAnswered,
    GateClosed,
    GateOpened,
    Said,
)
from orchtui.domain.events.disagreement import (
    DisagreementFound,
    DisagreementSettled,
    PositionsCompared,
)
from orchtui.domain.events.facts import (
    Unknown,
)
from orchtui.domain.events.groups import GroupBegun, GroupEnded
from orchtui.domain.events.run import (
    DeadlinePassed,
    LimitReached,
    LimitsChanged,
    Noted,
    RunContinued,
    RunFinished,
    RunInterrupted,
    RunPaused,
    RunPausing,
    RunResumed,
    RunStarted,
)
from orchtui.domain.events.steps import (
    AttemptAbandoned,
    AttemptEnded,
    AttemptFailed,
    StepAsked,
    StepCancelled,
    StepEdited,
    StepExtracted,
    StepFailed,
    StepGiven,
    StepHandedOver,
    StepHeld,
    StepOverridden,
    StepPlanned,
    StepRejected,
    StepReplied,
    StepSkipped,
)

FORMAT = 1

Over = StepReplied | AttemptFailed | AttemptEnded
Event = (
    RunStarted
    | RunInterrupted
    | RunResumed
    | StepReplied
    | AttemptFailed
    | AttemptEnded
    | AttemptAbandoned
    | CommandGiven
    | DeadlinePassed
    | StepPlanned
    | StepAsked
    | StepRejected
    | StepFailed
    | StepCancelled
    | StepSkipped
    | Noted
    | LimitReached
    | CommandAnswered
    | RunPausing
    | RunPaused
    | RunContinued
    | StepHeld
    | StepHandedOver
    | StepOverridden
    | StepEdited
    | StepExtracted
    | Said
    | LimitsChanged
    | BreakpointChanged
    | BreakpointHit
    | GateOpened
    | GateAnswered
    | GateClosed
    | GroupBegun
    | GroupEnded
    | PositionsCompared
    | DisagreementFound
    | DisagreementSettled
    | StepGiven
    | RunFinished
)
AnyEvent = Event | Unknown
