using Fluid;
using Fluid.Filters;
using Fluid.Values;

namespace Telephony.Ivr.Flows.Templates;

/// <summary>Liquid's filters that a prompt has use for, and <c>spell</c>: digit by digit, letter by letter.</summary>
internal static class TemplateFilters
{
    public static readonly IReadOnlyList<string> Names =
    [
        "append", "prepend", "upcase", "downcase", "capitalize", "strip", "truncate", "slice", "default", "size", "first", "last",
        "plus", "minus", "times", "divided_by", "modulo", "round", "floor", "ceil", "abs", "at_least", "at_most", "escape", "url_encode", "spell",
    ];

    public static void Register(FilterCollection filters)
    {
        filters.WithStringFilters().WithNumberFilters().WithArrayFilters().WithMiscFilters();
        filters.AddFilter("spell", static (input, _, context) => new ValueTask<FluidValue>(new StringValue(string.Join(' ', input.ToStringValue().Where(static c => !char.IsWhiteSpace(c))))));
    }
}
