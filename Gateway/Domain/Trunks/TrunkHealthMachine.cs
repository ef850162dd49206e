namespace Telephony.Domain.Trunks;

/// <summary>Where a trunk's health stands.</summary>
public enum HealthPhase : byte
{
    /// <summary>Nothing heard yet, or a demoted trunk without pings is given another trial: it is tried.</summary>
    Unknown,

    Active,

    /// <summary>Active with misses, fewer than demote it: it is tried.</summary>
    Suspect,

    /// <summary>Not tried.</summary>
    Demoted,

    /// <summary>Demoted with first signs of life, fewer than bring it back: not tried.</summary>
    Recovering,
}

public enum HealthTrigger : byte
{
    /// <summary>Our OPTIONS had a response that shows life (<see cref="OptionsPing.IsAlive"/>).</summary>
    PingAnswered,

    /// <summary>Our OPTIONS had none in time, 408, 503, or could not be sent.</summary>
    PingMissed,

    /// <summary>The trunk's own OPTIONS came.</summary>
    PeerPinged,

    /// <summary>A trunk that used to send OPTIONS has sent none for <see cref="OptionsPing.PeerSilence"/>.</summary>
    PeerSilent,

    /// <summary>A call's INVITE had a response, whatever it says, but 408 and 503; or the trunk called us.</summary>
    CallAlive,

    /// <summary>A call's INVITE had no response, or could not be sent.</summary>
    CallUnreachable,

    /// <summary>The rest that <see cref="HealthEffects.StartRest"/> began is over.</summary>
    RestOver,
}

[Flags]
public enum HealthEffects : byte
{
    None = 0,
    ReportActive = 1,
    ReportInactive = 2,

    /// <summary>Nothing will ever prove a trunk without pings alive while it is not tried: give it a trial after a while.</summary>
    StartRest = 4,

    /// <summary>It was inactive and is back: its calls return little by little (<see cref="Trunks.SlowStart"/>). Added by the tracker, which remembers.</summary>
    SlowStart = 8,
}

/// <param name="Misses">In a row.</param>
/// <param name="Successes">In a row, while demoted.</param>
public readonly record struct HealthState(HealthPhase Phase, int Misses = 0, int Successes = 0)
{
    public bool MayBeTried => Phase is HealthPhase.Unknown or HealthPhase.Active or HealthPhase.Suspect;
}

public readonly record struct HealthStep(HealthState State, HealthEffects Effects);

/// <summary>
/// Health of a trunk: a pure table over phase and trigger; thresholds come from the trunk's options.
/// <code>
///              alive                  miss                    miss no. N
///   Unknown ---------> Active ------------------> Suspect ----------------> Demoted
///      ^                  ^  ^----- alive ----------'                        |    ^
///      |                  |                                           alive |    | miss
///      |                  '------- alive no. M ------ Recovering &lt;----------'----'
///      '----------------------- rest over (pings off) --------------------- Demoted
/// </code>
/// With pings on, our own pings and calls decide; the peer's OPTIONS are only reported. With pings off they count as ours do.
/// </summary>
public static class TrunkHealthMachine
{
    public static HealthStep On(HealthState state, HealthTrigger trigger, OptionsPing options) => (trigger, options.Off) switch
    {
        (HealthTrigger.PingAnswered, _) => Alive(state, options),
        (HealthTrigger.CallAlive, _) => Alive(state, options),
        (HealthTrigger.PeerPinged, true) => Alive(state, options),
        (HealthTrigger.PeerPinged, false) => new(state, HealthEffects.None),
        (HealthTrigger.PingMissed, _) => Missed(state, options),
        (HealthTrigger.CallUnreachable, _) => Missed(state, options),
        (HealthTrigger.PeerSilent, true) => Silent(state),
        (HealthTrigger.PeerSilent, false) => new(state, HealthEffects.None),
        (HealthTrigger.RestOver, true) => Rested(state, options),
        _ => new(state, HealthEffects.None),
    };

    private static HealthStep Alive(HealthState state, OptionsPing options) => state.Phase switch
    {
        HealthPhase.Unknown => new(new(HealthPhase.Active), HealthEffects.ReportActive),
        HealthPhase.Active or HealthPhase.Suspect => new(new(HealthPhase.Active), HealthEffects.None),
        _ when state.Successes + 1 >= options.Recoveries => new(new(HealthPhase.Active), HealthEffects.ReportActive),
        _ => new(new(HealthPhase.Recovering, 0, state.Successes + 1), HealthEffects.None),
    };

    private static HealthStep Missed(HealthState state, OptionsPing options) => state.Phase switch
    {
        HealthPhase.Demoted or HealthPhase.Recovering => new(new(HealthPhase.Demoted), options.Off ? HealthEffects.StartRest : HealthEffects.None),
        _ when state.Misses + 1 >= options.Misses => Demote(options.Off),
        HealthPhase.Unknown => new(state with { Misses = state.Misses + 1 }, HealthEffects.None),
        _ => new(new(HealthPhase.Suspect, state.Misses + 1), HealthEffects.None),
    };

    private static HealthStep Silent(HealthState state) => state.Phase switch
    {
        HealthPhase.Active or HealthPhase.Suspect => Demote(rest: true),
        HealthPhase.Recovering => new(new(HealthPhase.Demoted), HealthEffects.StartRest),
        _ => new(state, HealthEffects.None),
    };

    /// <summary>One more miss demotes again.</summary>
    private static HealthStep Rested(HealthState state, OptionsPing options) => state.Phase switch
    {
        HealthPhase.Demoted or HealthPhase.Recovering => new(new(HealthPhase.Unknown, Math.Max(0, options.Misses - 1)), HealthEffects.None),
        _ => new(state, HealthEffects.None),
    };

    private static HealthStep Demote(bool rest) =>
        new(new(HealthPhase.Demoted), HealthEffects.ReportInactive | (rest ? HealthEffects.StartRest : HealthEffects.None));
}
