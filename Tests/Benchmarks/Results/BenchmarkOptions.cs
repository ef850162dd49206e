using System.Globalization;

namespace Telephony.Benchmarks.Results;

/// <summary>Options of the command line: <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed class BenchmarkOptions(string[] args)
{
    public bool Has(string name) => args.Contains("--" + name);

    public int Number(string name, int otherwise) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public IReadOnlyList<int> Numbers(string name, params int[] otherwise) =>
        Value(name) is { } text ? [.. text.Split(',').Select(static part => int.Parse(part, CultureInfo.InvariantCulture))] : otherwise;

    public string Text(string name, string otherwise) => Value(name) ?? otherwise;

    private string? Value(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
