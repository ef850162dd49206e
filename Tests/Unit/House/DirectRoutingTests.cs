using System.Text.RegularExpressions;
using Xunit;

namespace Telephony.Unit.House;

/// <summary><c>docs/direct-routing.md</c> names every promise once, with code and tests that exist.</summary>
public sealed partial class DirectRoutingTests
{
    private static readonly string[] Rows = [.. Repository.Read("docs/direct-routing.md").Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`', StringComparison.Ordinal))];

    [Fact]
    public void Every_promise_from_1_to_42_has_one_row()
    {
        var numbers = Rows.Select(static row => Number().Match(row)).Where(static match => match.Success).Select(static match => int.Parse(match.Groups["number"].Value));
        Assert.Equal(Enumerable.Range(1, 42), numbers);
    }

    [Fact]
    public void The_code_that_is_named_is_there()
    {
        string[] gone = [.. Rows.SelectMany(static row => Place().Matches(row)).Select(static match => match.Groups["place"].Value).Where(static place => !Path.Exists(Path.Combine(Repository.Root, place)))];
        Assert.Empty(gone);
    }

    [Fact]
    public void Every_row_names_tests_and_they_exist()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "Tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            var text = File.ReadAllText(file);
            var name = Class().Match(text).Groups["name"].Value;
            foreach (Match method in Method().Matches(text)) known.Add($"{name}.{method.Groups["name"].Value}");
        }
        Assert.All(Rows, static row => Assert.NotEmpty(Test().Matches(row)));
        string[] missing = [.. Rows.SelectMany(static row => Test().Matches(row)).Select(static match => match.Groups["test"].Value).Where(test => !known.Contains(test))];
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^\| DR-(?<number>\d+) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex("`(?<place>(Gateway|Carriers)/[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"`(?<test>[A-Za-z]+\.[A-Z][A-Za-z0-9]*_\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Test();

    [GeneratedRegex(@"class (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();

    [GeneratedRegex(@"public (async )?(void|Task) (?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Method();
}
