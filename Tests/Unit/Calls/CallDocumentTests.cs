using System.Text;
using Telephony.Calls.Loop;
using Telephony.Calls.Transit;
using Telephony.Sip.Messages;
using Xunit;

namespace Telephony.Unit.Calls;

/// <summary>What the documentation says of calls is made from, or compared with, the tables in the code. Set TELEPHONY_DRAW=1 to write drawings anew.</summary>
public class CallDocumentTests
{
    [Fact]
    public void The_drawing_of_the_call_is_fresh()
    {
        const string begin = "<!-- Call -->\n", end = "<!-- end of Call -->";
        var file = Path.Combine(Root(), "docs", "state-machines.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "docs/state-machines.md has no place for the call.");
        var fresh = $"{text[..(from + begin.Length)]}```mermaid\n{CallTable.Whole.Draw()}```\n{text[to..]}";
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
    }

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in File.ReadAllLines(Path.Combine(Root(), "docs", "transit.md")))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 4 || cells[1] is not ['`', .., '`']) continue;
            foreach (var name in cells[1].Split(", ")) rows.Add(name.Trim('`'), cells[2]);
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_of_the_transit_table_is_what_the_code_does(string header, string rule)
    {
        var name = HeaderNames.Find(Encoding.ASCII.GetBytes(header));
        var actual = name == HeaderName.Other ? HeaderTransit.RuleOf(Encoding.ASCII.GetBytes(header)) : HeaderTransit.RuleOf(name);
        Assert.Equal(rule, actual switch { HeaderRule.Pass => "pass", HeaderRule.PassTrusted => "pass if trusted", HeaderRule.Own => "own", _ => "drop" });
    }

    [Fact]
    public void Every_header_that_does_not_drop_has_a_row()
    {
        var documented = Rows().Select(static row => HeaderNames.Find(Encoding.ASCII.GetBytes(row.Data.Item1))).ToHashSet();
        Assert.DoesNotContain(Enum.GetValues<HeaderName>(), name => name != HeaderName.Other && HeaderTransit.RuleOf(name) != HeaderRule.Drop && !documented.Contains(name));
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Telephony.sln"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No Telephony.sln above {AppContext.BaseDirectory}.");
    }
}
