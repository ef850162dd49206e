using System.Globalization;
using System.Text.Json;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>What the world's outcomes mean to a call: which events come, and how long after what the flow asked for.</summary>
/// <param name="note">Writes a line of the transcript: who, what.</param>
internal sealed class WorldAnswers(World world, Action<string, string> note)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_usualTalk = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_answersAfter = TimeSpan.FromSeconds(3);

    /// <returns>The number of the action, and what comes of it, in order. Empty: nobody will ever say anything.</returns>
    public (int Act, IReadOnlyList<(TimeSpan After, FlowEvent Event)> Coming) To(FlowAction action) => action switch
    {
        FlowAction.Request request => (request.Act, Asked(request)),
        FlowAction.Dial dial => (dial.Act, Dialled(dial.Act, "dial", string.Join(',', dial.To))),
        FlowAction.Transfer transfer => (transfer.Act, Dialled(transfer.Act, "transfer", transfer.To)),
        FlowAction.JoinQueue join => (join.Act, Joined(join)),
        FlowAction.DeliverVoicemail voicemail => (voicemail.Act, Taken(voicemail.Act, "voicemail", voicemail.Mailbox)),
        FlowAction.SendText text => (text.Act, Sent(text)),
        FlowAction.BookCallback callback => (callback.Act, Taken(callback.Act, "callback", callback.Number)),
        FlowAction.JoinConference conference => (conference.Act, Met(conference)),
        FlowAction.HandOver handOver => (handOver.Act, HandedOver(handOver)),
        _ => (0, []),
    };

    private List<(TimeSpan, FlowEvent)> Asked(FlowAction.Request request)
    {
        note("flow", $"asks {request.Method} {request.Url} {request.Body}".TrimEnd());
        var outcome = world.Take("http", $"{request.Method} {request.Url}") ?? "unreachable";
        var space = outcome.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? outcome : outcome[..space];
        note("world", outcome);
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) return [(TimeSpan.FromMilliseconds(200), new FlowEvent.HttpAnswered(request.Act, status, Body(space < 0 ? "" : outcome[(space + 1)..])))];
        if (word == "silent") return [];
        return [(word == "timeout" ? request.Timeout : s_soon, new FlowEvent.ActionFailed(request.Act, word switch { "timeout" => FailureCause.Timeout, "refused" => FailureCause.Refused, _ => FailureCause.Unreachable }, word))];
    }

    private List<(TimeSpan, FlowEvent)> Joined(FlowAction.JoinQueue join)
    {
        var outcome = world.Take("queue", join.Queue) ?? "wait";
        note("world", $"queue {join.Queue}: {outcome}");
        var words = outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] is "full" or "closed" or "missing") return [(TimeSpan.Zero, new FlowEvent.ActionFailed(join.Act, words[0] == "full" ? FailureCause.Full : words[0] == "closed" ? FailureCause.Refused : FailureCause.Broken, $"the queue is {words[0]}"))];
        var after = After(words, "after", TimeSpan.FromSeconds(20));
        var place = (s_soon, (FlowEvent)new FlowEvent.QueuePlace(join.Act, 1, after));
        return words[0] switch
        {
            "agent" => [place, (after, new FlowEvent.Connected(join.Act, words.ElementAtOrDefault(1) ?? "agent")), (after + After(words, "talk", s_usualTalk), new FlowEvent.Ended(join.Act))],
            "leave" => [place, (after, new FlowEvent.ActionFailed(join.Act, FailureCause.Timeout, "it has been long enough"))],
            _ => [place],
        };
    }

    private List<(TimeSpan, FlowEvent)> Dialled(int act, string kind, string to)
    {
        var outcome = world.Take(kind, to) ?? "answers";
        note("flow", $"{kind}s {to}: {outcome}");
        var words = outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        FailureCause? failed = words[0] switch { "busy" => FailureCause.Busy, "noAnswer" => FailureCause.NoAnswer, "refused" => FailureCause.Refused, "unreachable" => FailureCause.Unreachable, _ => null };
        if (failed is { } cause) return [(TimeSpan.FromSeconds(cause == FailureCause.NoAnswer ? 25 : 2), new FlowEvent.ActionFailed(act, cause, words[0]))];
        return words[0] == "silent" ? [] : [(s_answersAfter, new FlowEvent.Connected(act, to)), (s_answersAfter + After(words, "talk", s_usualTalk), new FlowEvent.Ended(act))];
    }

    private List<(TimeSpan, FlowEvent)> Sent(FlowAction.SendText text)
    {
        note("flow", $"sends \"{text.Text}\" to {text.To}");
        return Taken(text.Act, "sms", text.To);
    }

    private List<(TimeSpan, FlowEvent)> Taken(int act, string kind, string what) =>
        [(s_soon, (world.Take(kind, what) ?? "ok") == "fails" ? new FlowEvent.ActionFailed(act, FailureCause.Refused, "refused") : new FlowEvent.Accepted(act, $"{kind}-{act}"))];

    private List<(TimeSpan, FlowEvent)> Met(FlowAction.JoinConference conference) =>
        [world.Take("conference", conference.Room) is "full" ? (TimeSpan.Zero, new FlowEvent.ActionFailed(conference.Act, FailureCause.Full, "full")) : (TimeSpan.FromMinutes(10), new FlowEvent.Ended(conference.Act))];

    private List<(TimeSpan, FlowEvent)> HandedOver(FlowAction.HandOver handOver) =>
        [(TimeSpan.FromSeconds(1), world.Take("app", handOver.App) is { } answer and not "fails" ? new FlowEvent.Returned(handOver.Act, FlowValue.OfJson(answer)) : new FlowEvent.ActionFailed(handOver.Act, FailureCause.Refused, "the application did not take it"))];

    private static FlowValue Body(string text)
    {
        if (text.Length == 0) return FlowValue.Nothing;
        try
        {
            using var json = JsonDocument.Parse(text);
            return FlowValue.Of(json.RootElement);
        }
        catch (JsonException)
        {
            return FlowValue.Of(text);
        }
    }

    private static TimeSpan After(string[] words, string word, TimeSpan usual) =>
        Array.IndexOf(words, word) is var at and >= 0 && at + 1 < words.Length && Durations.TryParse(words[at + 1], out var time) ? time : usual;
}
