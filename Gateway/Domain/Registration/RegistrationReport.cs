namespace Telephony.Domain.Registration;

/// <summary>Where our registration with a trunk stands.</summary>
public enum RegistrationPhase : byte
{
    Idle,

    /// <summary>The first REGISTER, or one after a failure, is under way.</summary>
    Registering,

    Registered,

    /// <summary>Registered, and the next REGISTER is under way.</summary>
    Refreshing,

    /// <summary>Still registered, but the refresh got no answer; another try is to come.</summary>
    Holding,

    /// <summary>Not registered; the next try is to come.</summary>
    Waiting,

    /// <summary>The binding is being taken back.</summary>
    Leaving,

    Gone,
}

/// <summary>Our registration with a trunk at one instant, for operators.</summary>
/// <param name="LastStatus">Of the last final response; 0 when there was none yet.</param>
/// <param name="LastText">Its reason phrase, or why there was none.</param>
/// <param name="LastAt">When the last try ended.</param>
/// <param name="ExpiresAt">Of the binding; null without one.</param>
/// <param name="NextAt">When the next REGISTER is due; null while one is under way.</param>
/// <param name="Failures">In a row.</param>
public sealed record RegistrationReport(
    RegistrationPhase Phase, string Registrar, int LastStatus, string LastText, DateTimeOffset? LastAt, DateTimeOffset? ExpiresAt, DateTimeOffset? NextAt, int Failures)
{
    public bool IsUp => Phase is RegistrationPhase.Registered or RegistrationPhase.Refreshing or RegistrationPhase.Holding;
}
