using System.Diagnostics.CodeAnalysis;

namespace Telephony.Automation.Connections;

/// <summary>Why a command was not taken, in the terms of the API.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Message">What to change.</param>
public sealed record Refusal(int Status, string Code, string Message);

/// <summary>What a command gave, or why it was not taken.</summary>
public readonly record struct Outcome<T>(T? Value, Refusal? Refused)
    where T : class
{
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refused is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>Refusals of commands, in one place.</summary>
internal static class Refusals
{
    public static Refusal NoCall { get; } = new(404, "CallConnectionNotFound", "There is no such call connection: it has ended, or belongs to another resource.");

    public static Refusal NotConnected { get; } = new(400, "CallNotEstablished", "The call is not connected yet, or ends; the operation needs a connected call.");

    public static Refusal LeaseLost { get; } = new(409, "CallControlLost", "Another controller steers this call now; this connection still gets its events.");

    public static Refusal TransferRuns { get; } = new(409, "TransferInProgress", "A transfer of this call is under way; wait for its event.");

    public static Refusal LaneFull { get; } = new(429, "TooManyMediaOperations", $"{Media.MediaLane.Most} media operations of this call wait already; cancel them, or wait for their events.");

    public static Refusal BadContext { get; } = new(400, "InvalidIncomingCallContext", "incomingCallContext: it was not made by this gateway, or for another resource.");

    public static Refusal ContextUsed { get; } = new(404, "CallNotFound", "The incoming call is gone: it was answered, redirected or rejected before, or the caller has hung up.");

    public static Refusal Unwilling { get; } = new(503, "ServiceUnavailable", "The gateway takes no new calls now.");

    public static Refusal NoRecordings { get; } = new(400, "OperationNotSupported", "This gateway keeps no recordings.");

    public static Refusal NoRecording { get; } = new(404, "RecordingNotFound", "There is no such recording, or it has ended; its files are told of by event.");

    public static Refusal NoRecogniser { get; } = new(400, "OperationNotSupported", "This gateway recognises no speech; use dtmf, or choices with tones alone.");

    public static Refusal NoParticipant(string rawId) => new(404, "ParticipantNotFound", $"{rawId} is not in this call.");

    public static Refusal Bad(string message) => new(400, "BadRequest", message);
}
