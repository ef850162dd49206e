using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Reception;

/// <summary>A call that an application makes.</summary>
/// <param name="Targets">One or more: normalised numbers, users, SIP addresses.</param>
/// <param name="CallerId">A number of the resource; empty: anonymous, which phone numbers are not called with.</param>
public sealed record CreateOrder(ResourceId Resource, IReadOnlyList<string> Targets, string CallerId, Uri CallbackUri)
{
    public string DisplayName { get; init; } = "";

    public string? Context { get; init; }

    /// <summary>The user that the application calls for, a raw id; empty: none.</summary>
    public string Source { get; init; } = "";

    public CustomContext Custom { get; init; } = CustomContext.None;

    public StreamOrder Streams { get; init; } = StreamOrder.None;
}

/// <summary>Somebody who is to join a call.</summary>
/// <param name="Number">A normalised number, a user or a SIP address.</param>
public sealed record AddOrder(string Number, string CallerId)
{
    public string DisplayName { get; init; } = "";

    /// <summary>Null: as long as any call may ring.</summary>
    public TimeSpan? Patience { get; init; }

    public CustomContext Custom { get; init; } = CustomContext.None;
}

/// <summary>A participant who is to speak with somebody else.</summary>
/// <param name="Target">A normalised number, a user or a SIP address.</param>
/// <param name="Transferee">Raw id; empty: the only one of the call.</param>
public sealed record TransferOrder(string Target, string Transferee = "")
{
    /// <summary>Shown to the target; empty: the number of who is transferred.</summary>
    public string CallerId { get; init; } = "";

    public CustomContext Custom { get; init; } = CustomContext.None;
}

/// <summary>A connection as the API shows it.</summary>
public sealed record ConnectionView(string Id, string ServerCallId, string CorrelationId, ConnectionState State, Uri CallbackUri)
{
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Empty: none.</summary>
    public string CallerId { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>Of an answered call, the number that was called; empty: none.</summary>
    public string AnsweredFor { get; init; } = "";

    /// <summary>The user whom the application answers for, or calls for, a raw id; empty: none.</summary>
    public string OnBehalfOf { get; init; } = "";

    /// <summary>Null: no sound is streamed.</summary>
    public StreamView? Media { get; init; }

    /// <summary>Null: nothing is transcribed.</summary>
    public StreamView? Transcription { get; init; }
}

/// <summary>A phone as the API shows it.</summary>
/// <param name="Number">Empty: anonymous.</param>
public sealed record ParticipantView(string Number, bool IsMuted, bool IsOnHold);

/// <summary>What a participant's invitation is called.</summary>
public sealed record InvitationView(string Id, ParticipantView Participant);

/// <summary>A command was taken.</summary>
public sealed record Taken
{
    public static readonly Taken Instance = new();
}

/// <summary>What is to be played, and to whom.</summary>
/// <param name="To">Raw ids; empty: to all.</param>
public sealed record PlayOrder(IReadOnlyList<PromptSource> Sources, IReadOnlyList<string> To)
{
    public bool Loops { get; init; }

    /// <summary>What plays and waits is cancelled first.</summary>
    public bool Interrupts { get; init; }
}

/// <summary>What is to be recognised, of whom.</summary>
/// <param name="Target">Raw id; empty: the only phone of the call.</param>
public sealed record RecognizeOrder(RecognizeTerms Terms, IReadOnlyList<PromptSource> Prompts, string Target)
{
    public bool Interrupts { get; init; }
}
