namespace Telephony.Ivr.Flows.Documents;

public enum FieldKind : byte
{
    /// <summary>Text as it stands.</summary>
    Text,

    /// <summary>Text with values in it.</summary>
    Template,

    /// <summary>A JavaScript expression.</summary>
    Expression,

    /// <summary>JavaScript statements, as a text or a list of lines.</summary>
    Script,

    /// <summary>What is said or played: see <see cref="Prompts.Prompt"/>.</summary>
    Prompt,

    /// <summary>"500ms", "5s", "2m", "1h".</summary>
    Duration,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A number from 0 to 1.</summary>
    Share,

    Boolean,

    /// <summary>One of the field's words.</summary>
    Word,

    /// <summary>The name of a declared variable.</summary>
    Variable,

    /// <summary>Keys of the telephone: 0-9 * #.</summary>
    Keys,

    /// <summary>A name of the designer's choice: letters, digits, - and _.</summary>
    Name,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>A list of templates; one may stand alone.</summary>
    Templates,

    /// <summary>Names with templates.</summary>
    TemplateMap,

    /// <summary>Declared variables with expressions.</summary>
    Assignments,

    /// <summary>Names with expressions.</summary>
    ExpressionMap,

    /// <summary>A list of objects with <see cref="Field.Fields"/>.</summary>
    Items,
}

/// <summary>A field of a node, as it is read, checked, written into the schema and explained in the reference: said once.</summary>
/// <param name="About">A sentence without full stop.</param>
public sealed record Field(string Name, FieldKind Kind, string About)
{
    public bool Required { get; init; }

    /// <summary>As it would be written; null: nothing.</summary>
    public string? Default { get; init; }

    public double Least { get; init; }

    public double Most { get; init; } = 1000;

    /// <summary>Of a word.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Of items.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>What is allowed, for people.</summary>
    public string Allowed => Kind switch
    {
        FieldKind.Text => "a text",
        FieldKind.Template => "a text, with values as {{ name }}",
        FieldKind.Expression => "an expression, such as \"count > 2\"",
        FieldKind.Script => "JavaScript as a text, or as a list of lines",
        FieldKind.Prompt => "a text, \"@name\" of a prompt, a list of parts, or an object with a language each",
        FieldKind.Duration => "a time such as \"500ms\", \"5s\", \"2m\" or \"1h\"",
        FieldKind.Count => $"a whole number from {Least} to {Most}",
        FieldKind.Share => "a number from 0 to 1",
        FieldKind.Boolean => "true or false",
        FieldKind.Word => $"one of {string.Join(", ", Words.Select(static word => $"\"{word}\""))}",
        FieldKind.Variable => "the name of a variable that the flow declares",
        FieldKind.Keys => "keys of the telephone: 0 to 9, * and #",
        FieldKind.Name => "a name of letters, digits, - and _",
        FieldKind.Texts => "a list of texts",
        FieldKind.Templates => "a text or a list of texts",
        FieldKind.TemplateMap => "an object of texts",
        FieldKind.Assignments => "an object of variables with expressions",
        FieldKind.ExpressionMap => "an object of expressions",
        _ => "a list of objects",
    };
}

/// <summary>A way out of a node.</summary>
/// <param name="About">When it is taken: a sentence without full stop.</param>
/// <param name="Else">The exit that is taken where this one is not connected; null: it must be connected.</param>
public sealed record ExitSpec(string Name, string About, string? Else = null);
