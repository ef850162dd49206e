using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;
using Xunit;

namespace Telephony.Flows.Expressions;

/// <summary>Expressions and templates: what they see, and the limits that hold them.</summary>
public sealed class ExpressionTests
{
    private sealed class Scope : Dictionary<string, FlowValue>, IFlowScope
    {
        FlowValue IFlowScope.this[string name] => TryGetValue(name, out var value) ? value : FlowValue.Nothing;
    }

    private static readonly Scope Values = new()
    {
        ["n"] = FlowValue.Of(3), ["name"] = FlowValue.Of("Ada"), ["yes"] = FlowValue.Of(true), ["list"] = FlowValue.OfJson("[1,2,{\"a\":\"b\"}]"), ["customer"] = FlowValue.OfJson("""{"name":"Bo","tags":["x","y"]}"""),
    };

    [Theory]
    [InlineData("n + 1", "4")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("name.toUpperCase() + '!'", "ADA!")]
    [InlineData("list[2].a", "b")]
    [InlineData("list.length", "3")]
    [InlineData("customer.tags.map(t => t + t).join('-')", "xx-yy")]
    [InlineData("yes && n > 2", "true")]
    [InlineData("missing === null", "true")]
    [InlineData("({ a: n, b: [name] })", """{"a":3,"b":["Ada"]}""")]
    [InlineData("`Hello ${name}`", "Hello Ada")]
    [InlineData("[3, 1, 2].sort()", "[1,2,3]")]
    [InlineData("JSON.parse('{\"x\":1}').x", "1")]
    public void It_gives(string source, string expected) => Assert.Equal(expected, Run(source).ToString());

    [Fact]
    public void A_script_assigns_and_returns()
    {
        Assert.True(Expression.TryParse("let sum = 0; for (const x of [1, 2, 3]) sum += x; n = sum; if (n > 5) return 'large';", statements: true, out var script, out var why), why);
        Assert.Equal(["n"], script.Assigned);
        Assert.Equal(["large", "6"], ScriptRunner.Shared.Run(script, Values).Select(static value => value.ToString()));
    }

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("const f = () => f(); f();")]
    [InlineData("let s = 'x'; for (;;) s += s;")]
    [InlineData("let a = []; for (;;) a.push('xxxxxxxxxxxxxxxxxxxxxxxxxxxx');")]
    [InlineData("return 'x'.repeat(1e9);")]
    [InlineData("return 'x'.padEnd(1e9);")]
    [InlineData("return Array(1e8).fill(0);")]
    [InlineData("let s = 'x'.repeat(60000); return s.replaceAll('x', s);")]
    [InlineData("const s = 'x'.repeat(60000); return [s, s, s, s].join(s);")]
    [InlineData("let a = ['x']; for (let i = 0; i < 40; i++) a = [a, a]; return a;")]
    [InlineData("let o = {}; o.o = o; return o;")]
    [InlineData("return /(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');")]
    [InlineData("throw new Error('no');")]
    [InlineData("return Math.random();")]
    [InlineData("return [].constructor.constructor('return 1')();")]
    [InlineData("Object.prototype.leak = 1;")]
    [InlineData("return (() => 1);")]
    public void What_goes_too_far_is_stopped_and_leaves_nothing_behind(string code)
    {
        Assert.True(Expression.TryParse(code, statements: true, out var script, out var why), why);
        for (var i = 0; i < 3; i++) Assert.Throws<ExpressionException>(() => ScriptRunner.Shared.Run(script, Values));
        Assert.Equal("undefined", Run("typeof ({}).leak").ToString());
    }

    [Theory]
    [InlineData("n = 5", false)]
    [InlineData("n + ", false)]
    [InlineData("1); (2", false)]
    [InlineData("1 } { ", true)]
    [InlineData("class A {}", true)]
    [InlineData("await 1", true)]
    [InlineData("import('fs')", false)]
    [InlineData("eval('1')", false)]
    public void What_is_no_expression_is_refused_when_it_is_read(string source, bool statements) => Assert.False(Expression.TryParse(source, statements, out _, out _));

    [Theory]
    [InlineData("Date.now()", "Date")]
    [InlineData("globalThis.x", "globalThis")]
    [InlineData("customer.name + other.name", "customer,other")]
    [InlineData("list.map(x => x + n)", "list,n")]
    public void It_tells_what_it_names(string source, string names)
    {
        Assert.True(Expression.TryParse(source, statements: false, out var expression, out var why), why);
        Assert.Equal(names, string.Join(',', expression.Names));
    }

    [Theory]
    [InlineData("Hello {{ name }}", "Hello Ada")]
    [InlineData("{% if n > 2 %}many{% else %}few{% endif %}", "many")]
    [InlineData("{{ customer.name | upcase }} {{ customer.tags[1] }}", "BO y")]
    [InlineData("{{ '+123' | spell }}", "+ 1 2 3")]
    [InlineData("{{ name | spell }}", "A d a")]
    [InlineData("{{ missing }}-{{ n | times: 2 }}", "-6")]
    [InlineData("{% unless yes %}a{% endunless %}{% case n %}{% when 3 %}three{% endcase %}", "three")]
    public void A_template_says(string source, string expected)
    {
        Assert.True(Template.TryParse(source, out var template, out var why), why);
        Assert.Equal(expected, template.Render(Values));
    }

    [Theory]
    [InlineData("{{ name ")]
    [InlineData("{% for i in (1..9) %}x{% endfor %}")]
    [InlineData("{% assign a = 1 %}")]
    [InlineData("{% include 'x' %}")]
    [InlineData("{{ name | replace: 'a', 'b' }}")]
    public void What_a_template_may_not_is_refused(string source) => Assert.False(Template.TryParse(source, out _, out _));

    private static FlowValue Run(string source)
    {
        Assert.True(Expression.TryParse(source, statements: false, out var expression, out var why), why);
        return ScriptRunner.Shared.Run(expression, Values)[0];
    }
}
