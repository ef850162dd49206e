using System.Text.RegularExpressions;
using Telephony.Api.OpenApi;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>The page of the API says something of each operation, and of none that is gone.</summary>
public sealed partial class ApiWordsTests
{
    private static readonly HashSet<string> s_mapped = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "Gateway", "Api"), "*.cs", SearchOption.AllDirectories)
        .Where(static path => !path.EndsWith("Words.cs", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
        .SelectMany(static path => OperationName().Matches(File.ReadAllText(path))).Select(static found => found.Groups["name"].Value)];

    [Fact]
    public void Each_operation_has_words()
    {
        string[] without = [.. s_mapped.Where(static name => !ApiPages.Words.ContainsKey(name))];
        Assert.Empty(without);
    }

    [Fact]
    public void No_words_are_left_over()
    {
        string[] left = [.. ApiPages.Words.Keys.Where(static name => !s_mapped.Contains(name))];
        Assert.Empty(left);
    }

    [GeneratedRegex("\"(?<name>[A-Z][A-Za-z]+_[A-Z][A-Za-z]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OperationName();
}
