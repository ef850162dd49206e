using System.Globalization;
using System.Text.RegularExpressions;

namespace Telephony.Documents;

public enum WrittenKind : byte
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A value of a JSON text that a person has written: it knows its line, so that a mistake can name it. Which members were asked for is kept, so that a test can compare with a schema.</summary>
public sealed class Written
{
    private const int LongestShown = 80;

    private HashSet<string>? _asked;

    public required WrittenKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>Text without quotes; number and boolean as written.</summary>
    public string Text { get; init; } = "";

    public double Number { get; init; }

    public List<(string Name, Written Value)> Members { get; } = [];

    public List<Written> Items { get; } = [];

    /// <summary>Names that somebody has looked for, whether they were there or not.</summary>
    public IReadOnlyCollection<string> Asked => _asked ?? (IReadOnlyCollection<string>)[];

    /// <summary>For people: short, on one line.</summary>
    public string Shown => Kind switch
    {
        WrittenKind.Object => "an object",
        WrittenKind.List => Items.Count == 0 ? "an empty list" : "a list",
        WrittenKind.Text => $"\"{(Text.Length > LongestShown ? Text[..LongestShown] + "..." : Text).ReplaceLineEndings(" ")}\"",
        WrittenKind.Null => "null",
        _ => Text,
    };

    public Written? this[string name]
    {
        get
        {
            (_asked ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
            foreach (var (member, value) in Members)
            {
                if (string.Equals(member, name, StringComparison.Ordinal)) return value;
            }
            return null;
        }
    }

    /// <summary>The value at "auth.addresses[2]", or the nearest one above it that exists.</summary>
    public Written At(string path)
    {
        var value = this;
        foreach (Match part in Regex.Matches(path, @"[^.\[\]]+|\[\d+\]", RegexOptions.NonBacktracking))
        {
            var next = part.Value[0] == '['
                ? value.Items.ElementAtOrDefault(int.Parse(part.Value[1..^1], CultureInfo.InvariantCulture))
                : value.Members.FirstOrDefault(member => member.Name == part.Value).Value;
            if (next is null) return value;
            value = next;
        }
        return value;
    }
}
