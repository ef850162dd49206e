using System.Xml.Linq;
using Xunit;

namespace Telephony.Unit.House;

/// <summary>The table "Who may reference whom" of docs/architecture.md against the project files.</summary>
public sealed class LayeringTests
{
    [Fact]
    public void Every_room_references_only_what_the_architecture_allows()
    {
        var allowed = Table();
        var strays = new List<string>();
        foreach (var file in Projects())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!allowed.TryGetValue(name, out var may)) strays.Add($"{name} is not in the table");
            else strays.AddRange(References(file).Except(may).Select(other => $"{name} references {other}"));
        }
        Assert.Empty(strays);
    }

    [Fact]
    public void The_architecture_names_no_room_that_is_gone() =>
        Assert.Empty(Table().Keys.Except(Projects().Select(static file => Path.GetFileNameWithoutExtension(file))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Telephony.sln").Replace('\\', '/');
        string[] left = [.. Projects().Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Tests"), "*.csproj", SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal))];
        Assert.Empty(left);
    }

    private static IEnumerable<string> Projects() =>
        new[] { "Gateway", "Carriers", "Ivr" }.SelectMany(static top => Directory.EnumerateFiles(Path.Combine(Repository.Root, top), "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(static item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));

    private static Dictionary<string, string[]> Table() =>
        Repository.Read("docs/architecture.md").Split('\n')
            .SkipWhile(static line => !line.StartsWith("| project |", StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(static cells => cells[1], static cells => cells[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
