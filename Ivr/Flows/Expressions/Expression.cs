using Acornima.Ast;
using Jint;

namespace Telephony.Ivr.Flows.Expressions;

/// <summary>
/// An expression (<c>attempts + 1</c>) or script (<c>total = 0; for (const x of items) total += x.price;</c>) of a flow, in JavaScript, parsed once. It sees the flow's variables by their names and
/// the language's own values that give the same answer every time: no clock, no chance, no globals to leave something in.
/// </summary>
public sealed class Expression
{
    /// <summary>The globals of JavaScript that may be named.</summary>
    internal static readonly HashSet<string> Globals = new(StringComparer.Ordinal)
    {
        "undefined", "NaN", "Infinity", "Math", "String", "Number", "Boolean", "Array", "Object", "JSON", "RegExp", "Map", "Set", "Error", "RangeError", "TypeError",
        "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent",
    };

    private Expression(string source, Prepared<Script> script, IReadOnlyList<string> names, IReadOnlyList<string> assigned) => (Source, Script, Names, Assigned) = (source, script, names, assigned);

    public string Source { get; }

    /// <summary>The variables it names, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Of <see cref="Names"/> those that it assigns, in order of <see cref="Names"/>.</summary>
    public IReadOnlyList<string> Assigned { get; }

    /// <summary>Evaluates to a function of the variables that gives [result, assigned...].</summary>
    internal Prepared<Script> Script { get; }

    /// <param name="statements">True for a script, whose value is what it returns.</param>
    /// <param name="why">A part of a sentence without full stop.</param>
    public static bool TryParse(string source, bool statements, out Expression expression, out string why)
    {
        (expression, why) = (null!, "");   // null only with false
        try
        {
            // Alone first: a text that closes our brackets must not pass.
            var walk = new NameWalk();
            walk.Visit(Jint.Engine.PrepareScript(statements ? $"(function () {{ 'use strict';\n{source}\n}})" : $"(\n{source}\n)").Program!);
            if (walk.Forbidden is { } forbidden)
            {
                why = $"{forbidden} cannot be used in a flow";
                return false;
            }
            string[] names = [.. walk.Names.Order(StringComparer.Ordinal)];
            string[] assigned = [.. names.Where(walk.Assigned.Contains)];
            if (!statements && assigned.Length > 0)
            {
                why = $"an expression only looks: use a script node, or a set node, to change {assigned[0]}";
                return false;
            }
            var body = statements ? $"const $r = (() => {{\n{source}\n}})(); return [pack($r){string.Concat(assigned.Select(static n => $", pack({n})"))}];" : $"return [pack((\n{source}\n))];";
            expression = new Expression(source, Jint.Engine.PrepareScript($"(function (pack, {string.Join(", ", names)}) {{ 'use strict';\n{body}\n}})"), names, assigned);
            return true;
        }
        catch (Exception broken) when (broken is ScriptPreparationException or Acornima.ParseErrorException)
        {
            why = $"it is no JavaScript {(statements ? "program" : "expression")}: {(broken.InnerException ?? broken).Message.TrimEnd('.')}";
            return false;
        }
    }

    /// <summary>Finds the names that are not declared inside.</summary>
    private sealed class NameWalk
    {
        private readonly HashSet<string> _named = new(StringComparer.Ordinal);
        private readonly HashSet<string> _declared = new(StringComparer.Ordinal) { "arguments" };

        public HashSet<string> Assigned { get; } = new(StringComparer.Ordinal);

        public string? Forbidden { get; private set; }

        public IEnumerable<string> Names => _named.Where(name => !_declared.Contains(name) && !Globals.Contains(name));

        public void Visit(Node node)
        {
            switch (node)
            {
                case Identifier { Name: "$r" or "pack" } own: Forbidden ??= $"the name {own.Name}"; break;
                case Identifier identifier: _named.Add(identifier.Name); break;
                case MemberExpression { Computed: false } member: Visit(member.Object); break;
                case Property { Computed: false } property: Visit(property.Value); break;
                case VariableDeclarator declarator:
                    Declare(declarator.Id);
                    if (declarator.Init is { } init) Visit(init);
                    break;
                case IFunction function:
                    if (function.Async || function.Generator) Forbidden ??= "async and generator functions";
                    if (function.Id is { } id) Declare(id);
                    foreach (var parameter in function.Params) Declare(parameter);
                    Visit((Node)function.Body);
                    break;
                case CatchClause clause:
                    if (clause.Param is { } param) Declare(param);
                    Visit(clause.Body);
                    break;
                case AssignmentExpression { Left: Identifier left } assignment:
                    Assigned.Add(left.Name);
                    Visit(left);
                    Visit(assignment.Right);
                    break;
                case UpdateExpression { Argument: Identifier argument }:
                    Assigned.Add(argument.Name);
                    Visit(argument);
                    break;
                case ImportExpression or ClassExpression or ClassDeclaration or WithStatement: Forbidden ??= "import, class and with"; break;
                default:
                    foreach (var child in node.ChildNodes)
                    {
                        if (child is not null) Visit(child);
                    }
                    break;
            }
        }

        private void Declare(Node pattern)
        {
            if (pattern is Identifier identifier) _declared.Add(identifier.Name);
            else if (pattern is Property property) Declare(property.Value);
            else if (pattern is AssignmentPattern assignment)
            {
                Declare(assignment.Left);
                Visit(assignment.Right);
            }
            else
            {
                foreach (var child in pattern.ChildNodes)
                {
                    if (child is not null) Declare(child);
                }
            }
        }
    }
}
