using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Documents;
using Xunit;

namespace Telephony.Flows.Documents;

/// <summary>A bad document is refused with every mistake in it, each with its line, node, and what is allowed.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void Every_mistake_is_said_at_once()
    {
        var mistakes = Texts.Mistakes("""
            {
              "format": 2,
              "name": "x y",
              "start": "nowhere",
              "onError": "b",
              "variables": { "n": { "type": "integer" }, "now": { "type": "text" } },
              "nodes": {
                "a": { "type": "menu", "prompt": "@hello", "timeout": "soon", "tries": 99, "choices": [ { "keys": "A", "exit": "x" } ], "exits": { "x": "zz" } },
                "b": { "type": "dance" },
                "c": { "type": "say", "promt": "Hi", "exits": { "done": "a", "finished": "a" } },
                "d": { "type": "set", "variables": { "q": "1", "n": "1 +" }, "exits": { "done": "a" } },
                "e": { "type": "say", "prompt": "Hello {{ nobody }}", "exits": { "done": "a" } }
              }
            }
            """);
        string[] parts =
        [
            "format is 2: this program reads format 1", "name is \"x y\"", "start is \"nowhere\": there is no such node; there are a, b, c, d, e", "variables.n.type is \"integer\": allowed is one of text, number, boolean, list, object",
            "variables.now", "node a, prompt is \"@hello\": there is no prompt hello", "node a, timeout is \"soon\": allowed is a time such as", "node a, tries is 99: allowed is a whole number from 1 to 10",
            "node a, choices[0].keys is \"A\": allowed is keys of the telephone", "node a, exits.x is \"zz\": there is no such node", "node a, exits.noInput is missing: the call would end in silence there", "node b, type is \"dance\": allowed is one of say, play, menu",
            "node c, promt: there is no such field; did you mean prompt?", "node c, prompt is missing", "node c, exits.finished: a node of type say has no such exit; it has done, error", "node d, variables.q: the flow declares no variable q", "node d, variables.n is \"1 +\"",
            "node e, prompt: it names nobody, which the flow does not declare",
        ];
        Assert.All(parts, part => Assert.Contains(mistakes, mistake => mistake.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mistake_names_its_line() => Assert.Contains("line 2: node start, for is \"never\"", string.Join('\n', Texts.Mistakes("{ \"format\": 1, \"name\": \"t\", \"start\": \"start\", \"onError\": \"start\", \"nodes\": {\n\"start\": { \"type\": \"wait\", \"for\": \"never\", \"exits\": { \"done\": \"start\" } } } }")), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"nodes\": [] }")]
    [InlineData("{ \"nodes\": { \"a\": 1, \"b\": { \"type\": 3 }, \"c\": { \"type\": \"menu\", \"choices\": 5, \"exits\": 7 } } }")]
    public void What_is_no_flow_is_refused(string text) => Assert.NotEmpty(Texts.Mistakes(text));

    [Fact]
    public void Damaged_documents_are_refused_and_never_throw()
    {
        var text = Repository.Read("Ivr/Examples/reception.json");
        var random = new Random(4711);
        for (var i = 0; i < 400; i++)
        {
            var damaged = text.ToCharArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--) damaged[random.Next(damaged.Length)] = "\"{}[]:,0a@ "[random.Next(11)];
            _ = FlowReader.TryRead(new string(damaged), out _, out _);
        }
    }

    [Fact]
    public void The_schema_is_what_the_reader_reads()
    {
        var file = Path.Combine(Repository.Root, "Ivr/schema/flow.schema.json");
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, FlowSchema.Write());
        Assert.Equal(FlowSchema.Write(), File.ReadAllText(file));
    }

    [Fact]
    public void The_reference_is_what_the_reader_reads()
    {
        const string begin = "<!-- nodes -->\n", end = "<!-- end of nodes -->";
        var file = Path.Combine(Repository.Root, "docs/flows.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        var fresh = $"{text[..(from + begin.Length)]}{FlowReference.Write()}{text[to..]}";
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        Assert.Equal(fresh, File.ReadAllText(file));
    }
}
