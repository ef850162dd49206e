using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>What is played to, and recognised of, the phones of a call. Any thread.</summary>
public static class MediaCommands
{
    public const int MostTones = 100;

    public static Task<Outcome<Taken>> PlayAsync(this AutomationDesk desk, ResourceId resource, string connection, PlayOrder order, OperationTerms terms) =>
        desk.AskAsync(on => Play(on, resource, connection, order, terms));

    public static Task<Outcome<Taken>> RecognizeAsync(this AutomationDesk desk, ResourceId resource, string connection, RecognizeOrder order, OperationTerms terms) =>
        desk.AskAsync(on => Recognize(on, resource, connection, order, terms));

    public static Task<Outcome<Taken>> CancelMediaAsync(this AutomationDesk desk, ResourceId resource, string connection) => desk.AskAsync<Taken>(on =>
    {
        if (Steering.Take(on, resource, connection, out var found) is { } refusal) return refusal;
        found.Conversation.Lane.CancelAll();
        return Taken.Instance;
    });

    /// <param name="keys">0 to 9, A to D, # and *.</param>
    public static Task<Outcome<Taken>> SendTonesAsync(this AutomationDesk desk, ResourceId resource, string connection, IReadOnlyList<char> keys, string rawId, OperationTerms terms) =>
        desk.AskAsync(on => SendTones(on, resource, connection, keys, rawId, terms));

    /// <summary>Each key of the phone is told, until stopped.</summary>
    public static Task<Outcome<Taken>> ListenForTonesAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId, OperationTerms terms) =>
        desk.AskAsync(on => Listen(on, resource, connection, rawId, terms, listens: true));

    public static Task<Outcome<Taken>> StopListeningAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId, OperationTerms terms) =>
        desk.AskAsync(on => Listen(on, resource, connection, rawId, terms, listens: false));

    /// <summary>Who answered is told, and when a machine is ready to record. To be asked for as soon as the call is connected.</summary>
    public static Task<Outcome<Taken>> DetectAnswerAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId, OperationTerms terms) =>
        desk.AskAsync(on => DetectAnswer(on, resource, connection, rawId, terms));

    private static Outcome<Taken> DetectAnswer(AutomationDesk desk, ResourceId resource, string id, string rawId, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
        if (party.Answer is { IsOver: false }) return new Refusal(409, "DetectionInProgress", $"Who answered at {party.RawId} is being found out.");
        party.Answer = new AnswerDetection(connection, terms, party);
        party.Answer.Begin();
        return Taken.Instance;
    }

    private static Outcome<Taken> Play(AutomationDesk desk, ResourceId resource, string id, PlayOrder order, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        var lane = connection.Conversation.Lane;
        var to = new List<Participant>();
        foreach (var rawId in order.To)
        {
            if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
            to.Add(party);
        }
        if (order.Interrupts) lane.CancelAll();
        if (lane.IsFull) return Refusals.LaneFull;
        lane.Add(new PlayOperation(connection, terms, order.Sources, to.Count > 0 ? to : null, order.Loops));
        return Taken.Instance;
    }

    private static Outcome<Taken> Recognize(AutomationDesk desk, ResourceId resource, string id, RecognizeOrder order, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        var lane = connection.Conversation.Lane;
        if (order.Terms.HearsSpeech && desk.Recogniser is null) return Refusals.NoRecogniser;
        if (Steering.Participant(connection.Conversation, order.Target, out var party) is { } unknown) return unknown;
        if (order.Interrupts) lane.CancelAll();
        if (lane.IsFull) return Refusals.LaneFull;
        lane.Add(new RecognizeOperation(connection, terms, order.Terms, order.Prompts, party));
        return Taken.Instance;
    }

    private static Outcome<Taken> SendTones(AutomationDesk desk, ResourceId resource, string id, IReadOnlyList<char> keys, string rawId, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
        new ToneSending(connection, terms, party, keys).Begin();
        return Taken.Instance;
    }

    private static Outcome<Taken> Listen(AutomationDesk desk, ResourceId resource, string id, string rawId, OperationTerms terms, bool listens)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
        var before = party.Listener;
        party.Listener = listens ? (connection, terms) : null;
        if (!listens && before is { } stopped) connection.Tell(EventTypes.ToneRecognitionStopped, terms with { Context = terms.Context ?? stopped.Terms.Context }, ResultInformation.Success);
        return Taken.Instance;
    }
}
