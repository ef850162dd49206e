using Telephony.Domain.Registration;

namespace Telephony.Calls.Registration;

/// <summary>What can happen to a registration of ours.</summary>
internal enum RegistrationTrigger : byte
{
    Start,

    /// <summary>200 with a binding of ours in it.</summary>
    Accepted,

    /// <summary>423 that names a longer time than we asked for.</summary>
    TooBrief,

    /// <summary>Any other final response.</summary>
    Refused,

    /// <summary>No response.</summary>
    Unreachable,

    /// <summary>The time of the next REGISTER has come.</summary>
    Due,

    /// <summary>The connection is gone, or its keep-alive had no answer: nothing reaches us any more (RFC 5626 4.4).</summary>
    FlowLost,

    /// <summary>The binding's time is over.</summary>
    Expired,

    /// <summary>The trunk is gone or the gateway ends.</summary>
    Stop,
}

/// <summary>What the shell does after a step, in the order of the bits.</summary>
[Flags]
internal enum RegistrationEffects : ushort
{
    None = 0,
    StopTimers = 1,

    /// <summary>Ask for as long as Min-Expires says.</summary>
    RaiseExpires = 2,
    SendRegister = 4,

    /// <summary>REGISTER with Expires 0.</summary>
    SendUnregister = 8,

    /// <summary>Half of the granted time; the end of the binding; keep-alives.</summary>
    ArmRefresh = 16,

    /// <summary>Later after each failure in a row (RFC 5626 4.5).</summary>
    ArmRetry = 32,
    ReportUp = 64,
    ReportDown = 128,
}

internal readonly record struct RegistrationStep(RegistrationPhase Next, RegistrationEffects Effects);

/// <summary>Our registration with one trunk: RFC 3261 10.2, RFC 5626 4. Pure.</summary>
internal static class RegistrationMachine
{
    private const RegistrationEffects Register = RegistrationEffects.StopTimers | RegistrationEffects.SendRegister;
    private const RegistrationEffects Retry = RegistrationEffects.StopTimers | RegistrationEffects.ArmRetry;

    public static RegistrationStep On(RegistrationPhase phase, RegistrationTrigger trigger) => (phase, trigger) switch
    {
        (RegistrationPhase.Idle,        RegistrationTrigger.Start)       => new(RegistrationPhase.Registering, RegistrationEffects.SendRegister),
        (RegistrationPhase.Idle,        RegistrationTrigger.Stop)        => new(RegistrationPhase.Gone,        RegistrationEffects.None),

        (RegistrationPhase.Registering, RegistrationTrigger.Accepted)    => new(RegistrationPhase.Registered,  RegistrationEffects.ArmRefresh | RegistrationEffects.ReportUp),
        (RegistrationPhase.Registering, RegistrationTrigger.TooBrief)    => new(RegistrationPhase.Registering, RegistrationEffects.RaiseExpires | RegistrationEffects.SendRegister),
        (RegistrationPhase.Registering, RegistrationTrigger.Refused)     => new(RegistrationPhase.Waiting,     Retry),
        (RegistrationPhase.Registering, RegistrationTrigger.Unreachable) => new(RegistrationPhase.Waiting,     Retry),
        (RegistrationPhase.Registering, RegistrationTrigger.Stop)        => new(RegistrationPhase.Leaving,     RegistrationEffects.StopTimers | RegistrationEffects.SendUnregister),

        (RegistrationPhase.Registered,  RegistrationTrigger.Due)         => new(RegistrationPhase.Refreshing,  RegistrationEffects.SendRegister),
        (RegistrationPhase.Registered,  RegistrationTrigger.FlowLost)    => new(RegistrationPhase.Refreshing,  RegistrationEffects.SendRegister),
        (RegistrationPhase.Registered,  RegistrationTrigger.Stop)        => new(RegistrationPhase.Leaving,     RegistrationEffects.StopTimers | RegistrationEffects.SendUnregister),

        (RegistrationPhase.Refreshing,  RegistrationTrigger.Accepted)    => new(RegistrationPhase.Registered,  RegistrationEffects.ArmRefresh),
        (RegistrationPhase.Refreshing,  RegistrationTrigger.TooBrief)    => new(RegistrationPhase.Refreshing,  RegistrationEffects.RaiseExpires | RegistrationEffects.SendRegister),
        (RegistrationPhase.Refreshing,  RegistrationTrigger.Refused)     => new(RegistrationPhase.Waiting,     Retry | RegistrationEffects.ReportDown),
        (RegistrationPhase.Refreshing,  RegistrationTrigger.Unreachable) => new(RegistrationPhase.Holding,     RegistrationEffects.ArmRetry),
        (RegistrationPhase.Refreshing,  RegistrationTrigger.Expired)     => new(RegistrationPhase.Registering, RegistrationEffects.ReportDown),
        (RegistrationPhase.Refreshing,  RegistrationTrigger.Stop)        => new(RegistrationPhase.Leaving,     RegistrationEffects.StopTimers | RegistrationEffects.SendUnregister),

        (RegistrationPhase.Holding,     RegistrationTrigger.Due)         => new(RegistrationPhase.Refreshing,  RegistrationEffects.SendRegister),
        (RegistrationPhase.Holding,     RegistrationTrigger.Expired)     => new(RegistrationPhase.Waiting,     RegistrationEffects.ReportDown),
        (RegistrationPhase.Holding,     RegistrationTrigger.Stop)        => new(RegistrationPhase.Leaving,     RegistrationEffects.StopTimers | RegistrationEffects.SendUnregister),

        (RegistrationPhase.Waiting,     RegistrationTrigger.Due)         => new(RegistrationPhase.Registering, Register),
        (RegistrationPhase.Waiting,     RegistrationTrigger.Stop)        => new(RegistrationPhase.Gone,        RegistrationEffects.StopTimers),

        (RegistrationPhase.Leaving,     RegistrationTrigger.Accepted)    => new(RegistrationPhase.Gone,        RegistrationEffects.StopTimers),
        (RegistrationPhase.Leaving,     RegistrationTrigger.Refused)     => new(RegistrationPhase.Gone,        RegistrationEffects.StopTimers),
        (RegistrationPhase.Leaving,     RegistrationTrigger.Unreachable) => new(RegistrationPhase.Gone,        RegistrationEffects.StopTimers),
        _ => new(phase, RegistrationEffects.None),
    };
}
