using System.Text;
using Telephony.Peers.Gateway;

namespace Telephony.Benchmarks.Results;

/// <summary>A table in Markdown: printed, and kept in <c>artifacts/bench</c>.</summary>
internal sealed class ResultTable(string name, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Row(params string[] cells)
    {
        _rows.Add(cells);
        Console.WriteLine(string.Join("  ", cells));
    }

    public async Task PublishAsync(string note)
    {
        var text = new StringBuilder().AppendLine(note).AppendLine();
        text.AppendLine(Line(columns)).AppendLine(Line([.. columns.Select(static _ => "---")]));
        foreach (var row in _rows) text.AppendLine(Line(row));
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "bench")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".md"), text.ToString());
        Console.WriteLine();
        Console.WriteLine(text);
    }

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";
}
