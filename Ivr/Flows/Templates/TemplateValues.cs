using System.Text.Json;
using Fluid.Values;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Templates;

/// <summary>Values of flows as Liquid has them.</summary>
internal static class TemplateValues
{
    public static FluidValue Of(FlowValue value)
    {
        switch (value.Kind)
        {
            case FlowValueKind.Text: return new StringValue(value.ToString());
            case FlowValueKind.Number: return Number(value.Number);
            case FlowValueKind.Boolean: return value.IsTrue ? BooleanValue.True : BooleanValue.False;
            case FlowValueKind.Json:
                using (var document = JsonDocument.Parse(value.ToString())) return Of(document.RootElement);
            default: return NilValue.Instance;
        }
    }

    private static FluidValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new StringValue(element.GetString() ?? ""),
        JsonValueKind.Number => Number(element.GetDouble()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Array => new ArrayValue(element.EnumerateArray().Select(Of).ToArray()),
        JsonValueKind.Object => new DictionaryValue(new FluidValueDictionaryFluidIndexable(element.EnumerateObject().ToDictionary(static member => member.Name, static member => Of(member.Value), StringComparer.Ordinal))),
        _ => NilValue.Instance,
    };

    // Beyond a decimal's range: as text.
    private static FluidValue Number(double number) => Math.Abs(number) < 7e27 ? NumberValue.Create((decimal)number) : new StringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
