using System.Runtime.CompilerServices;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Xunit;

namespace Telephony.Flows.Support;

/// <summary>The source tree the tests were built from, and flows in it.</summary>
internal static class Repository
{
    public static readonly string Root = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static Flow Example(string name) => Texts.Flow(Read($"Ivr/Examples/{name}.json"));

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telephony.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Telephony.sln above {here}.");
    }
}

/// <summary>Flows from short texts.</summary>
internal static class Texts
{
    public static Flow Flow(string json)
    {
        Assert.True(FlowReader.TryRead(json, out var flow, out var mistakes), string.Join('\n', mistakes));
        return flow;
    }

    /// <summary>A flow of these nodes, with a start, an error branch that says "broken", and an end.</summary>
    /// <param name="nodes">"start": { ... }, others; "end" and "broken" are there.</param>
    public static FlowProgram Program(string nodes, string variables = "", string more = "") => FlowProgram.Of(Flow(Document(nodes, variables, more)));

    public static string Document(string nodes, string variables = "", string more = "") => $$"""
        { "format": 1, "name": "test", "start": "start", "onError": "broken",{{more}}
          "variables": { {{variables}} },
          "nodes": {
            {{nodes}},
            "broken": { "type": "say", "prompt": "It is broken: {{"{{ error.reason }}"}}.", "exits": { "done": "end", "error": "end" } },
            "end": { "type": "hangUp" }
          } }
        """;

    public static IReadOnlyList<string> Mistakes(string json)
    {
        Assert.False(FlowReader.TryRead(json, out _, out var mistakes));
        return [.. mistakes.Select(static mistake => mistake.Sentence)];
    }
}
