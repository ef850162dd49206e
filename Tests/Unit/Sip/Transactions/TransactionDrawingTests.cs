using Telephony.Sip.Transactions;
using Xunit;

namespace Telephony.Unit.Sip.Transactions;

/// <summary>The drawings in the documentation are made from the tables. Set TELEPHONY_DRAW=1 to write them anew.</summary>
public class TransactionDrawingTests
{
    [Fact]
    public void The_drawings_of_the_transaction_machines_are_fresh()
    {
        var file = Path.Combine(Root(), "docs", "state-machines.md");
        var text = File.ReadAllText(file);
        var fresh = TransactionMachines.All.Aggregate(text, Redraw);
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
    }

    private static string Redraw(string text, TransactionMachine machine)
    {
        var (begin, end) = ($"<!-- {machine.Name} -->\n", $"<!-- end of {machine.Name} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"docs/state-machines.md has no place for '{machine.Name}'.");
        return $"{text[..(from + begin.Length)]}```mermaid\n{machine.Draw()}```\n{text[to..]}";
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
