using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Templates;

/// <summary>
/// A text with values in it, in Liquid: <c>Good morning {{ name }}{% if vip %}, and thank you{% endif %}.</c> Of the tags only <c>if</c>, <c>unless</c> and <c>case</c>, of the filters those of
/// <see cref="TemplateFilters"/>: nothing in it loops or grows without bound.
/// </summary>
public sealed class Template
{
    public static readonly Template Empty = new("", null, []);

    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = MakeOptions();

    private readonly IFluidTemplate? _parsed;

    private Template(string source, IFluidTemplate? parsed, IReadOnlyList<string> names) => (Source, _parsed, Names) = (source, parsed, names);

    public string Source { get; }

    /// <summary>The variables it names, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>No values in it: it is its own source.</summary>
    public bool IsPlain => _parsed is null;

    /// <param name="why">A part of a sentence without full stop.</param>
    public static bool TryParse(string source, out Template template, out string why)
    {
        (template, why) = (Empty, "");
        if (!source.Contains("{{", StringComparison.Ordinal) && !source.Contains("{%", StringComparison.Ordinal))
        {
            template = new Template(source, null, []);
            return true;
        }
        if (!Parser.TryParse(source, out var parsed, out var broken))
        {
            why = $"the template cannot be read: {broken.ReplaceLineEndings(" ").TrimEnd('.')}";
            return false;
        }
        var look = new TemplateLook();
        look.VisitTemplate(parsed);
        if (look.Forbidden is { } forbidden)
        {
            why = forbidden;
            return false;
        }
        template = new Template(source, parsed, [.. look.Names]);
        return true;
    }

    /// <exception cref="ExpressionException">A limit was passed, or a filter was given what it cannot take.</exception>
    public string Render(IFlowScope scope)
    {
        if (_parsed is null) return Source;
        var context = new TemplateContext(Options);
        foreach (var name in Names) context.SetValue(name, TemplateValues.Of(scope[name]));
        string text;
        try
        {
            text = _parsed.Render(context);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw new ExpressionException($"the template could not be filled in: {broken.Message.TrimEnd('.')}");
        }
        return text.Length <= ScriptRunner.LongestValue ? text : throw new ExpressionException($"a text of more than {ScriptRunner.LongestValue} characters");
    }

    public override string ToString() => Source;

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions { MaxSteps = 2000, MaxRecursion = 20 };
        TemplateFilters.Register(options.Filters);
        return options;
    }

    private sealed class TemplateLook : AstVisitor
    {
        public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

        public string? Forbidden { get; private set; }

        public override Statement? Visit(Statement? statement)
        {
            if (statement is null) return null;   // an if without else
            if (statement is not (TextSpanStatement or OutputStatement or IfStatement or ElseIfStatement or ElseStatement or UnlessStatement or CaseStatement or WhenStatement or CommentStatement or RawStatement or NoOpStatement))
            {
                Forbidden ??= $"a template knows the tags if, unless and case, not {statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal).ToLowerInvariant()}";
            }
            return base.Visit(statement);
        }

        protected override Fluid.Ast.Expression VisitMemberExpression(MemberExpression member)
        {
            if (member.Segments.Count > 0 && member.Segments[0] is IdentifierSegment first) Names.Add(first.Identifier);
            return base.VisitMemberExpression(member);
        }

        protected override Fluid.Ast.Expression VisitFilterExpression(FilterExpression filter)
        {
            if (!TemplateFilters.Names.Contains(filter.Name)) Forbidden ??= $"there is no filter {filter.Name}; there are {string.Join(", ", TemplateFilters.Names)}";
            return base.VisitFilterExpression(filter);
        }
    }
}
