namespace Telephony.Ivr.Flows.Documents;

public enum WrittenKind : byte
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A value of a flow document that knows its line.</summary>
public sealed class Written
{
    private const int LongestShown = 60;

    public required WrittenKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>Text without quotes; number and boolean as written.</summary>
    public string Text { get; init; } = "";

    public double Number { get; init; }

    public List<(string Name, Written Value)> Members { get; } = [];

    public List<Written> Items { get; } = [];

    public Written? this[string name] => Members.FirstOrDefault(member => member.Name == name).Value;

    /// <summary>For people: short, on one line.</summary>
    public string Shown => Kind switch
    {
        WrittenKind.Object => "an object",
        WrittenKind.List => Items.Count == 0 ? "an empty list" : "a list",
        WrittenKind.Text => $"\"{(Text.Length > LongestShown ? Text[..LongestShown] + "..." : Text).ReplaceLineEndings(" ")}\"",
        WrittenKind.Null => "null",
        _ => Text,
    };
}
