using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Voicemail;

/// <summary>A message that a caller left, on its way to mail addresses.</summary>
/// <param name="Id">Of the recording: the name of its file.</param>
/// <param name="Recording">The file, on this gateway's disk.</param>
public sealed record VoicemailMail(ResourceId Resource, string Id, string Mailbox, IReadOnlyList<string> Recipients, string Recording, string Caller, string Called, TimeSpan Length, DateTimeOffset LeftAt)
{
    /// <summary>Times that it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string Why { get; init; } = "";
}

public enum VoicemailMailState : byte
{
    Waiting,

    /// <summary>Nobody tries it any more; the recording is in its mailbox.</summary>
    GivenUp,
}

/// <summary>What came of a try. A closed union.</summary>
public abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    public sealed record Sent : MailOutcome
    {
        public static readonly Sent Instance = new();
    }

    /// <summary>It may be taken later.</summary>
    public sealed record Later(string Why) : MailOutcome;

    /// <summary>It will never be taken like this.</summary>
    public sealed record Never(string Why) : MailOutcome;
}

/// <summary>Voicemail that waits to be mailed. Rows belong to the gateway that has the recordings. Any thread.</summary>
public interface IVoicemailStore
{
    /// <summary>Stores the event, and the mail where it has recipients, together. A mail that is there already stays.</summary>
    ValueTask AddAsync(VoicemailMail mail, NewEvent told, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Those that are due, counted as tried; due again after <paramref name="lease"/> unless they are settled.</summary>
    ValueTask<IReadOnlyList<VoicemailMail>> ClaimAsync(DateTimeOffset now, TimeSpan lease, int most, CancellationToken cancellation);

    /// <summary>It is done with.</summary>
    ValueTask RemoveAsync(VoicemailMail mail, CancellationToken cancellation);

    ValueTask PutOffAsync(VoicemailMail mail, DateTimeOffset due, string why, CancellationToken cancellation);

    ValueTask GiveUpAsync(VoicemailMail mail, string why, CancellationToken cancellation);

    /// <summary>Oldest first, of all gateways.</summary>
    ValueTask<IReadOnlyList<VoicemailMail>> ListAsync(VoicemailMailState state, int most, CancellationToken cancellation);
}
