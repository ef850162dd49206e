using System.Globalization;
using System.Text;
using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Values;
using Xunit;

namespace Telephony.Flows.Engine;

/// <summary>What holds of every node under every event: nothing throws, nothing hangs, nobody is left in silence.</summary>
public sealed class EngineTheories
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly CallFacts Facts = new("c", "+12025550123", "+12025550100", Noon);

    public static TheoryData<string> Types => [.. NodeTypes.All.Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Its_example_reads_runs_and_comes_to_an_end_whatever_happens(string type)
    {
        var program = Programs.OfExample(NodeTypes.Find(type)!);
        foreach (var seed in Enumerable.Range(1, 200)) Walk(program, seed);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_event_at_every_phase_leads_somewhere(string type)
    {
        var program = Programs.OfExample(NodeTypes.Find(type)!);
        var open = new Queue<FlowPosition>([FlowEngine.Begin(program, Facts, Noon).Position]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var position) && seen.Count < 300)
        {
            var now = position.Deadline ?? Noon;
            foreach (var happened in Events(position))
            {
                var step = FlowEngine.On(program, position, happened, now);
                AssertAlive(step.Position, happened);
                if (seen.Add(Shape(step.Position))) open.Enqueue(step.Position);
            }
        }
    }

    [Theory]
    [InlineData("reception")]
    [InlineData("support-queue")]
    [InlineData("mailbox")]
    [InlineData("pin-check")]
    [InlineData("survey")]
    public void Random_walks_over_the_examples_end(string name)
    {
        var program = FlowProgram.Of(Repository.Example(name));
        foreach (var seed in Enumerable.Range(1, 300)) Walk(program, seed);
    }

    [Fact]
    public void Random_walks_over_random_flows_never_hang_or_throw()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var seed in Enumerable.Range(1, 150))
        {
            var program = Programs.Random(seed);
            for (var walk = 1; walk <= 4; walk++) Walk(program, (seed * 100) + walk, kinds);
        }
        Assert.Equal(NodeTypes.All.Select(static type => type.Name).Order(), kinds.Order());   // each was entered
    }

    [Fact]
    public void The_same_events_give_the_same_positions_also_through_JSON()
    {
        var program = FlowProgram.Of(Repository.Example("reception"));
        foreach (var seed in Enumerable.Range(1, 50))
        {
            var (kept, stored) = (FlowEngine.Begin(program, Facts, Noon).Position, FlowEngine.Begin(program, Facts, Noon).Position);
            var (random, now) = (new Random(seed), Noon);
            for (var i = 0; i < 60 && kept.End is null; i++)
            {
                var happened = Pick(kept, random, ref now);
                kept = FlowEngine.On(program, kept, happened, now).Position;
                stored = PositionJson.Read(PositionJson.Write(FlowEngine.On(program, stored, happened, now).Position));
                Assert.Equal(PositionJson.Write(kept), PositionJson.Write(stored));
            }
        }
    }

    /// <summary>Events at random for a while, then only time, then the caller hangs up: at the latest then it ends.</summary>
    private static void Walk(FlowProgram program, int seed, HashSet<string>? kinds = null)
    {
        var (random, now) = (new Random(seed), Noon);
        var step = FlowEngine.Begin(program, Facts, now);
        var position = step.Position;
        Note();
        for (var i = 0; i < 120 && position.End is null; i++)
        {
            var happened = Pick(position, random, ref now);
            step = FlowEngine.On(program, position, happened, now);
            position = step.Position;
            Note();
            AssertAlive(position, happened);
        }
        position = FlowEngine.On(program, position, FlowEvent.CallerHungUp.Instance, now).Position;
        for (var i = 0; i < 300 && position.End is null; i++)
        {
            Assert.NotNull(position.Deadline);   // without the caller, time alone must bring it to its end
            now = position.Deadline.Value;
            position = FlowEngine.On(program, position, FlowEvent.DeadlineReached.Instance, now).Position;
        }
        Assert.NotNull(position.End);

        void Note() => kinds?.UnionWith(step.Trace.Where(static line => line.Kind == FlowTraceKind.Entered).Select(line => program.Flows[line.Flow].Nodes[line.Node].Type.Name));
    }

    /// <summary>Something is played, a time is kept, or somebody else is waited for.</summary>
    private static void AssertAlive(FlowPosition position, FlowEvent happened) =>
        Assert.True(position.End is not null || position.Playing != 0 || position.Deadline is not null || position.Current.State.Act != 0, $"Silence at {position.Current.Node} after {happened}.");

    private static FlowEvent Pick(FlowPosition position, Random random, ref DateTimeOffset now)
    {
        var events = Events(position);
        var happened = events[random.Next(events.Count)];
        if (happened is FlowEvent.CallerHungUp && random.Next(8) != 0) happened = new FlowEvent.Digit('1');
        if (happened is FlowEvent.DeadlineReached && position.Deadline is { } deadline && deadline > now) now = deadline;
        return happened;
    }

    private static List<FlowEvent> Events(FlowPosition position)
    {
        var act = position.Current.State.Act;
        List<FlowEvent> events =
        [
            new FlowEvent.Digit('1'), new FlowEvent.Digit('2'), new FlowEvent.Digit('7'), new FlowEvent.Digit('#'), new FlowEvent.PromptEnded(position.Playing), new FlowEvent.SpeechBegan(position.Listening),
            new FlowEvent.SpeechHeard(position.Listening, "sales", 0.9), new FlowEvent.SpeechHeard(position.Listening, "yes", 0.9), new FlowEvent.SpeechHeard(position.Listening, "", 0), FlowEvent.DeadlineReached.Instance, FlowEvent.CallerHungUp.Instance,
            new FlowEvent.HttpAnswered(act, 200, FlowValue.OfJson("""{"customer":{"name":"A"},"balance":1}""")), new FlowEvent.HttpAnswered(act, 503, FlowValue.Nothing), new FlowEvent.HttpAnswered(act, 404, FlowValue.Of("no")),
            new FlowEvent.Connected(act, "Anna"), new FlowEvent.Ended(act), new FlowEvent.QueuePlace(act, 2, TimeSpan.FromSeconds(90)), new FlowEvent.Recorded(act, "r", TimeSpan.FromSeconds(7)), new FlowEvent.Recorded(act, "", TimeSpan.Zero),
            new FlowEvent.Accepted(act, "id"), new FlowEvent.Returned(act, FlowValue.OfJson("{}")), new FlowEvent.PromptEnded(position.LastAct + 7), new FlowEvent.ActionFailed(position.Playing, FailureCause.Broken, "no sound"),
            new FlowEvent.ActionFailed(position.Listening, FailureCause.Broken, "no ears"),
        ];
        events.AddRange(Enum.GetValues<FailureCause>().Select(cause => new FlowEvent.ActionFailed(act, cause, "so")));
        return events;
    }

    // What a node can tell apart: numbers of actions and times change with every step.
    private static string Shape(FlowPosition position) => string.Create(CultureInfo.InvariantCulture,
        $"{position.Current.Node}/{position.Current.State.Phase}/{position.Current.State.Tries}/{position.Current.State.Input}/{position.Current.State.Index}/{position.Playing != 0}/{position.Listening != 0}/{position.TypedAhead.Length > 0}/{position.CallerGone}/{position.End is not null}");
}

/// <summary>Flows for the theories.</summary>
internal static class Programs
{
    private const string Around = """
        "timeZone": "Europe/Vienna",
        "schedules": { "office": { "timeZone": "Europe/Vienna", "open": ["Mon-Fri 08:00-18:00"] } },
        "directories": { "staff": [{ "name": "Anna Berger", "to": "+12025550100" }, { "name": "Ben Carter", "to": "+12025550101" }] },
        "languages": ["en-US", "de-DE"],
        """;

    private static readonly Dictionary<string, string> Declared = new(StringComparer.Ordinal)
    {
        ["account"] = "text", ["pin"] = "text", ["topic"] = "text", ["attempts"] = "number", ["department"] = "text", ["total"] = "number", ["balance"] = "number", ["extension"] = "text", ["person"] = "text",
        ["nameRecording"] = "text", ["rating"] = "number", ["again"] = "number", ["solved"] = "boolean", ["order"] = "object", ["customer"] = "object",
    };

    /// <summary>The node of the type's own example, every exit connected.</summary>
    public static FlowProgram OfExample(NodeType type)
    {
        Assert.True(FlowReader.TryRead(Document("main", Node("start", type, "end", new Random(1))), out var main, out var mistakes), string.Join('\n', mistakes));
        var check = Texts.Flow(Document("pin-check", Node("start", NodeTypes.Find("digits")!, "ret", new Random(1)) + ", \"ret\": { \"type\": \"return\", \"exit\": \"denied\" }"));
        Assert.True(FlowProgram.TryCompose("main", name => name == "main" ? (main, 1) : name == "pin-check" ? (check, 2) : null, out var program, out var sentences), string.Join('\n', sentences));
        return program;
    }

    /// <summary>Up to twelve nodes of any types, wired at random; flows that are called are as random, and may call themselves.</summary>
    public static FlowProgram Random(int seed)
    {
        var random = new Random(seed);
        var (main, called) = (Texts.Flow(Some("random", random)), Texts.Flow(Some("pin-check", random)));
        Assert.True(FlowProgram.TryCompose("random", name => name == "random" ? (main, 1) : (called, 2), out var program, out var sentences), string.Join('\n', sentences));
        return program;
    }

    private static string Some(string flow, Random random)
    {
        var names = Enumerable.Range(0, random.Next(2, 12)).Select(static i => i == 0 ? "start" : $"node{i}").ToList();
        var nodes = string.Join(",\n", names.Select(name => Node(name, NodeTypes.All[random.Next(NodeTypes.All.Count)], null, random, [.. names, "end"])));
        return Document(flow, nodes, random.Next(3) == 0 ? names[random.Next(names.Count)] : "");
    }

    private static string Document(string name, string nodes, string onHangUp = "") => $$"""
        { "format": 1, "name": "{{name}}", "start": "start", "onError": "broken", {{(onHangUp.Length > 0 ? $"\"onHangUp\": \"{onHangUp}\", " : "")}}{{Around}}
          "variables": { {{string.Join(", ", Declared.Select(static pair => $"\"{pair.Key}\": {{ \"type\": \"{pair.Value}\" }}"))}} },
          "nodes": { {{nodes}}, "broken": { "type": "say", "prompt": "Broken.", "exits": { "done": "end", "error": "end" } }, "end": { "type": "hangUp" } } }
        """;

    private static string Node(string name, NodeType type, string? to, Random random, IReadOnlyList<string>? targets = null)
    {
        var text = new StringBuilder($"\"{name}\": {{ \"type\": \"{type.Name}\", {type.Example.Trim()[1..^1]}, \"exits\": {{ ");
        string[] own = type.Name switch { "menu" => ["sales", "support"], "branch" => ["gold", "debt"], "script" => ["large"], "flow" => ["denied"], _ => [] };
        var exits = own.Concat(type.Exits.Where(static exit => exit.Name != "error").Select(static exit => exit.Name));
        text.Append(string.Join(", ", exits.Select(exit => $"\"{exit}\": \"{to ?? targets![random.Next(targets.Count)]}\"")));
        return text.Append(" } }").ToString();
    }
}
