using System.Globalization;
using System.Text.RegularExpressions;
using Telephony.Documents;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>The fields of a node, or of an item in one: read by their <see cref="Field"/>, each mistake noted; what is wrong or missing reads as its default.</summary>
public sealed partial class FieldReader
{
    private readonly Written _value;
    private readonly IReadOnlyList<Field> _fields;
    private readonly DocumentContext _document;
    private readonly string _prefix;

    /// <param name="known">Names beside the fields: "type", "exits".</param>
    internal FieldReader(Written value, IReadOnlyList<Field> fields, DocumentContext document, string node, string prefix, params ReadOnlySpan<string> known)
    {
        (_value, _fields, _document, Node, _prefix) = (value, fields, document, node, prefix);
        if (value.Kind != WrittenKind.Object)
        {
            Mistake("", value, "allowed is an object { ... }");
            return;
        }
        foreach (var (name, member) in value.Members)
        {
            if (known.Contains(name) || fields.Any(field => field.Name == name)) continue;
            var near = fields.FirstOrDefault(field => IsNear(field.Name, name));
            document.Mistakes.Add(new FlowMistake(member.Line, node, prefix + name, "", $"there is no such field; {(near is null ? "" : $"did you mean {near.Name}? ")}allowed are {string.Join(", ", [.. fields.Select(static field => field.Name), .. known])}"));
        }
        foreach (var field in fields)
        {
            if (field.Required && value[field.Name] is null) document.Mistakes.Add(new FlowMistake(value.Line, node, prefix + field.Name, "missing", $"it is required: {field.Allowed}"));
        }
    }

    public string Node { get; }

    public int Line => _value.Line;

    /// <summary>Every variable that a template or expression among the fields names.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Every declared variable that a field sets.</summary>
    public SortedSet<string> Set { get; } = new(StringComparer.Ordinal);

    internal DocumentContext Document => _document;

    public bool Has(string name) => _value[name] is not null;

    public string Text(string name) => Of(name, FieldKind.Text, out var field) is { } value && Is(value, WrittenKind.Text, field) ? value.Text : field.Default ?? "";

    public string Word(string name)
    {
        if (Of(name, FieldKind.Word, out var field) is not { } value) return field.Default ?? "";
        if (value.Kind == WrittenKind.Text && field.Words.Contains(value.Text)) return value.Text;
        Wrong(value, field);
        return field.Default ?? "";
    }

    public string Name(string name)
    {
        if (Of(name, FieldKind.Name, out var field) is not { } value) return field.Default ?? "";
        if (value.Kind == WrittenKind.Text && NameForm().IsMatch(value.Text)) return value.Text;
        Wrong(value, field);
        return "";
    }

    public string Keys(string name)
    {
        if (Of(name, FieldKind.Keys, out var field) is not { } value) return field.Default ?? "";
        if (value.Kind == WrittenKind.Text && value.Text.All(TelephoneKeys.IsKey) && value.Text.Length <= field.Most && value.Text.Length >= field.Least) return value.Text;
        Wrong(value, field);
        return field.Default ?? "";
    }

    public bool Boolean(string name) => Of(name, FieldKind.Boolean, out var field) is { } value && Is(value, WrittenKind.Boolean, field) ? value.Text == "true" : field.Default == "true";

    public int Count(string name)
    {
        if (Of(name, FieldKind.Count, out var field) is { } value)
        {
            if (value.Kind == WrittenKind.Number && value.Number == Math.Floor(value.Number) && value.Number >= field.Least && value.Number <= field.Most) return (int)value.Number;
            Wrong(value, field);
        }
        return field.Default is { } usual ? int.Parse(usual, CultureInfo.InvariantCulture) : (int)field.Least;
    }

    public double Share(string name)
    {
        if (Of(name, FieldKind.Share, out var field) is { } value)
        {
            if (value.Kind == WrittenKind.Number && value.Number is >= 0 and <= 1) return value.Number;
            Wrong(value, field);
        }
        return double.Parse(field.Default ?? "0", CultureInfo.InvariantCulture);
    }

    public TimeSpan Duration(string name)
    {
        if (Of(name, FieldKind.Duration, out var field) is { } value)
        {
            if (value.Kind == WrittenKind.Text && Durations.TryParse(value.Text, out var duration)) return duration;
            Wrong(value, field);
        }
        return field.Default is { } usual && Durations.TryParse(usual, out var normal) ? normal : TimeSpan.Zero;
    }

    public Template Template(string name)
    {
        if (Of(name, FieldKind.Template, out var field) is { } value && Is(value, WrittenKind.Text, field)) return Template(value, _prefix + name);
        return field.Default is { } usual && Templates.Template.TryParse(usual, out var normal, out _) ? normal : Templates.Template.Empty;
    }

    /// <summary>Null where the field is not there.</summary>
    public Template? TemplateOrNull(string name) => Has(name) ? Template(name) : null;

    public Expression? Expression(string name) => Of(name, FieldKind.Expression, out var field) is { } value && Is(value, WrittenKind.Text, field) ? Expression(value, value.Text, statements: false, _prefix + name) : null;

    public Expression? Script(string name)
    {
        if (Of(name, FieldKind.Script, out var field) is not { } value) return null;
        if (value.Kind == WrittenKind.List && value.Items.All(static item => item.Kind == WrittenKind.Text)) return Expression(value, string.Join('\n', value.Items.Select(static item => item.Text)), statements: true, _prefix + name);
        return Is(value, WrittenKind.Text, field) ? Expression(value, value.Text, statements: true, _prefix + name) : null;
    }

    public Prompt? Prompt(string name) => Of(name, FieldKind.Prompt, out _) is { } value ? PromptReader.Read(this, value, _prefix + name) : null;

    public string? Variable(string name)
    {
        if (Of(name, FieldKind.Variable, out var field) is not { } value) return null;
        if (value.Kind == WrittenKind.Text && _document.Declares(value.Text))
        {
            Set.Add(value.Text);
            return value.Text;
        }
        Mistake(name, value, $"allowed is {field.Allowed}; it declares {_document.DeclaredNames}");
        return null;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (Of(name, FieldKind.Texts, out var field) is not { } value) return [];
        if (value.Kind == WrittenKind.List && value.Items.All(static item => item.Kind == WrittenKind.Text)) return [.. value.Items.Select(static item => item.Text)];
        Wrong(value, field);
        return [];
    }

    public IReadOnlyList<Template> TemplateList(string name)
    {
        if (Of(name, FieldKind.Templates, out var field) is not { } value) return [];
        if (value.Kind == WrittenKind.Text) return [Template(value, _prefix + name)];
        if (value.Kind == WrittenKind.List && value.Items.Count > 0 && value.Items.All(static item => item.Kind == WrittenKind.Text)) return [.. value.Items.Select((item, i) => Template(item, $"{_prefix}{name}[{i}]"))];
        Wrong(value, field);
        return [];
    }

    public IReadOnlyList<KeyValuePair<string, Template>> TemplateMap(string name)
    {
        if (Of(name, FieldKind.TemplateMap, out var field) is not { } value || !Is(value, WrittenKind.Object, field)) return [];
        return [.. value.Members.Where(member => Is(member.Value, WrittenKind.Text, field)).Select(member => KeyValuePair.Create(member.Name, Template(member.Value, $"{_prefix}{name}.{member.Name}")))];
    }

    public IReadOnlyList<KeyValuePair<string, Expression>> ExpressionMap(string name)
    {
        if (Of(name, FieldKind.ExpressionMap, out var field) is not { } value || !Is(value, WrittenKind.Object, field)) return [];
        return [.. Expressions(name, value)];
    }

    public IReadOnlyList<KeyValuePair<string, Expression>> Assignments(string name)
    {
        if (Of(name, FieldKind.Assignments, out var field) is not { } value || !Is(value, WrittenKind.Object, field)) return [];
        foreach (var (variable, written) in value.Members)
        {
            if (_document.Declares(variable)) Set.Add(variable);
            else Mistake($"{name}.{variable}", written, $"the flow declares no variable {variable}; it declares {_document.DeclaredNames}", shown: false);
        }
        return [.. Expressions(name, value)];
    }

    public IReadOnlyList<FieldReader> Items(string name)
    {
        if (Of(name, FieldKind.Items, out var field) is not { } value || !Is(value, WrittenKind.List, field)) return [];
        if (value.Items.Count < field.Least || value.Items.Count > field.Most) Mistake(name, value, $"allowed are {field.Least} to {field.Most} entries");
        return [.. value.Items.Select((item, i) => new FieldReader(item, field.Fields, _document, Node, $"{_prefix}{name}[{i}]."))];
    }

    /// <summary>Notes what no single field shows.</summary>
    public void Mistake(string field, string sentence) => _document.Mistakes.Add(new FlowMistake((_value[field] ?? _value).Line, Node, _prefix + field, "", sentence));

    /// <summary>Takes over what the readers of items have found.</summary>
    internal void Join(FieldReader item)
    {
        Names.UnionWith(item.Names);
        Set.UnionWith(item.Set);
    }

    internal Template Template(Written value, string field)
    {
        if (Templates.Template.TryParse(value.Text, out var template, out var why))
        {
            Note(template.Names, value, field);
            return template;
        }
        _document.Mistakes.Add(new FlowMistake(value.Line, Node, field, value.Shown, why));
        return template;
    }

    internal void Mistake(string field, Written value, string allowed, bool shown = true) => _document.Mistakes.Add(new FlowMistake(value.Line, Node, _prefix + field, shown ? value.Shown : "", allowed));

    /// <summary>Another case, a part, or two letters wrong, missing or too many.</summary>
    private static bool IsNear(string field, string name)
    {
        if (name.Length > 2 && (field.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(field, StringComparison.OrdinalIgnoreCase))) return true;
        var above = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= field.Length; i++)
        {
            var row = new int[name.Length + 1];
            row[0] = i;
            for (var j = 1; j <= name.Length; j++) row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (char.ToLowerInvariant(field[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 0 : 1));
            above = row;
        }
        return above[^1] <= Math.Min(2, field.Length / 2);
    }

    private IEnumerable<KeyValuePair<string, Expression>> Expressions(string name, Written value)
    {
        foreach (var (key, written) in value.Members)
        {
            // A number or a word of truth may stand as it is: it is its own expression.
            var source = written.Kind is WrittenKind.Text or WrittenKind.Number or WrittenKind.Boolean ? written.Text : "";
            if (source.Length == 0) Mistake($"{name}.{key}", written, "allowed is an expression; a text in it stands in quotes of its own: \"'sales'\"");
            else if (Expression(written, source, statements: false, $"{_prefix}{name}.{key}") is { } expression) yield return KeyValuePair.Create(key, expression);
        }
    }

    private Expression? Expression(Written value, string source, bool statements, string field)
    {
        if (!Flows.Expressions.Expression.TryParse(source, statements, out var expression, out var why))
        {
            _document.Mistakes.Add(new FlowMistake(value.Line, Node, field, value.Shown, why));
            return null;
        }
        foreach (var assigned in expression.Assigned)
        {
            if (_document.Declares(assigned)) Set.Add(assigned);
            else _document.Mistakes.Add(new FlowMistake(value.Line, Node, field, "", $"it assigns {assigned}, which the flow does not declare; it declares {_document.DeclaredNames}"));
        }
        Note(expression.Names.Except(expression.Assigned), value, field);
        return expression;
    }

    private void Note(IEnumerable<string> names, Written value, string field)
    {
        foreach (var name in names)
        {
            Names.Add(name);
            if (!_document.Knows(name)) _document.Mistakes.Add(new FlowMistake(value.Line, Node, field, "", $"it names {name}, which the flow does not declare; it declares {_document.DeclaredNames}, and every flow has {string.Join(", ", DocumentContext.BuiltIn)}"));
        }
    }

    private Written? Of(string name, FieldKind kind, out Field field)
    {
        field = _fields.FirstOrDefault(known => known.Name == name && known.Kind == kind) ?? throw new InvalidOperationException($"No field {name} of kind {kind} is specified.");
        return _value.Kind == WrittenKind.Object ? _value[name] : null;
    }

    private bool Is(Written value, WrittenKind kind, Field field)
    {
        if (value.Kind == kind) return true;
        Wrong(value, field);
        return false;
    }

    private void Wrong(Written value, Field field) => Mistake(field.Name, value, $"allowed is {field.Allowed}");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex NameForm();
}
