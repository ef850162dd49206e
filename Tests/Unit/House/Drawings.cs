using Xunit;

namespace Telephony.Unit.House;

/// <summary>Drawings in <c>docs/state-machines.md</c> that are made from the tables in the code. TELEPHONY_DRAW=1 writes them anew.</summary>
internal static class Drawings
{
    private static readonly Lock Writing = new();

    public static void AssertFresh(string name, string drawing)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- end of {name} -->");
        var file = Path.Combine(Repository.Root, "docs", "state-machines.md");
        lock (Writing)
        {
            var text = File.ReadAllText(file);
            var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
            Assert.True(from >= 0 && to > from, $"docs/state-machines.md has no place for '{name}'.");
            var fresh = $"{text[..(from + begin.Length)]}```mermaid\n{drawing}```\n{text[to..]}";
            if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
            else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
        }
    }
}
