using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Schedules;

namespace Telephony.Ivr.Flows.Queues;

/// <summary>Reads a queue document whole: a queue, or a sentence for every mistake in it.</summary>
public static class QueueReader
{
    public static readonly IReadOnlyList<Field> Fields =
    [
        new("name", FieldKind.Name, "By which flows name it") { Required = true },
        new("strategy", FieldKind.Word, "Whom of the free agents a call is offered to") { Words = ["longestFree", "roundRobin", "inOrder", "fewestCalls", "all"], Default = "longestFree" },
        new("agents", FieldKind.Items, "Who takes its calls; each is logged in when it is first seen") { Most = 500, Fields = AgentFields },
        new("mostWaiting", FieldKind.Count, "Callers and callbacks that wait; who comes then overflows") { Least = 1, Most = 10_000, Default = "100" },
        new("needsAgents", FieldKind.Boolean, "Without an agent who is logged in, who comes overflows") { Default = "true" },
        new("ringFor", FieldKind.Duration, "How long an agent is rung for one offer") { Default = "20s" },
        new("restAfterTalk", FieldKind.Duration, "An agent is left alone so long after a talk") { Default = "5s" },
        new("restAfterMiss", FieldKind.Duration, "And so long after an offer that was not answered") { Default = "30s" },
        new("usualTalk", FieldKind.Duration, "What a talk is taken to last before there were any") { Default = "3m" },
        new("from", FieldKind.Text, "The number that agents and those who are called back see; without it, agents see the caller's, and callbacks show none"),
        new("announcement", FieldKind.Prompt, "Said to the agent before the caller is joined, with `call.from` and `queue.name`"),
        new("greeting", FieldKind.Prompt, "Said to who is called back before the agent is joined"),
        new("callbackTries", FieldKind.Count, "How often somebody is called back in all") { Least = 1, Most = 20, Default = "3" },
        new("callbackPause", FieldKind.Duration, "Between two of them") { Default = "2m" },
    ];

    private static IReadOnlyList<Field> AgentFields =>
    [
        new("id", FieldKind.Name, "The agent's name") { Required = true },
        new("address", FieldKind.Text, "A registered account, a number, a SIP address") { Required = true },
        new("skills", FieldKind.Texts, "What the agent is able to do"),
    ];

    /// <param name="files">The text of a file beside the document, such as a calendar; null where there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out QueueDocument queue, out IReadOnlyList<FlowMistake> mistakes, Func<string, string?>? files = null)
    {
        queue = null!;   // null only with false
        var document = new DocumentContext();
        mistakes = document.Mistakes;
        if (DocumentReader.Read(utf8, document.Mistakes) is not { } root) return false;
        document.Extra.Add("queue");
        var reader = new FieldReader(root, Fields, document, "", "", "$schema", "callbackHours");
        if (document.Mistakes.Count > 0) return false;
        var read = new QueueDocument(reader.Name("name"), reader.Word("strategy"), [.. reader.Items("agents").Select(static agent => new QueueAgent(agent.Name("id"), agent.Text("address"), agent.Texts("skills")))])
        {
            MostWaiting = reader.Count("mostWaiting"), NeedsAgents = reader.Boolean("needsAgents"), RingFor = reader.Duration("ringFor"), RestAfterTalk = reader.Duration("restAfterTalk"), RestAfterMiss = reader.Duration("restAfterMiss"),
            UsualTalk = reader.Duration("usualTalk"), From = reader.Text("from"), Announcement = reader.Prompt("announcement"), Greeting = reader.Prompt("greeting"), CallbackTries = reader.Count("callbackTries"),
            CallbackPause = reader.Duration("callbackPause"), CallbackHours = root["callbackHours"] is { } hours ? ScheduleReader.Read("callbackHours", hours, document, files ?? (static _ => null)) : null,
        };
        foreach (var twice in read.Agents.GroupBy(static agent => agent.Id).Where(static same => same.Count() > 1)) reader.Mistake("agents", $"two agents are called {twice.Key}");
        document.Mistakes.Sort(static (a, b) => (a.Line ?? 0).CompareTo(b.Line ?? 0));
        if (document.Mistakes.Count > 0) return false;
        queue = read;
        return true;
    }
}
