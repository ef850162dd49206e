namespace Telephony.Ivr.Flows.Values;

public enum VariableType : byte
{
    Text,
    Number,
    Boolean,
    List,
    Object,
}

/// <summary>Who sees a variable.</summary>
public enum VariableScope : byte
{
    /// <summary>This run of this flow: gone when a sub-flow returns.</summary>
    Flow,

    /// <summary>Every flow of the call that declares the same name.</summary>
    Call,
}

/// <summary>A declared variable of a flow.</summary>
/// <param name="Initial">Nothing: the variable is unset until a node sets it.</param>
/// <param name="Secret">A PIN or a card number: never in a trace.</param>
public sealed record VariableSpec(string Name, VariableType Type, VariableScope Scope, FlowValue Initial, bool Secret)
{
    /// <summary>False with a sentence when the value is of another type. Nothing fits every type; a number is taken from its digits, and text from a number or boolean.</summary>
    public bool TryFit(FlowValue value, out FlowValue fitting, out string why)
    {
        (fitting, why) = (value, "");
        switch (Type, value.Kind)
        {
            case (_, FlowValueKind.Nothing): return true;
            case (VariableType.Text, FlowValueKind.Text): return true;
            case (VariableType.Text, FlowValueKind.Number or FlowValueKind.Boolean): fitting = FlowValue.Of(value.ToString()); return true;
            case (VariableType.Number, FlowValueKind.Number) when double.IsFinite(value.Number): return true;
            case (VariableType.Number, FlowValueKind.Text) when double.TryParse(value.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                fitting = FlowValue.Of(number);
                return true;
            case (VariableType.Boolean, FlowValueKind.Boolean): return true;
            case (VariableType.List, FlowValueKind.Json) when value.ToString().TrimStart().StartsWith('['): return true;
            case (VariableType.Object, FlowValueKind.Json) when value.ToString().TrimStart().StartsWith('{'): return true;
            default:
                why = $"{Name} is declared as {Type.ToString().ToLowerInvariant()} and cannot hold {(Secret ? "what it was given" : Describe(value))}";
                return false;
        }
    }

    private static string Describe(FlowValue value) => value.Kind == FlowValueKind.Text ? $"the text \"{value}\"" : value.Kind == FlowValueKind.Json ? "a list or an object" : value.ToString();
}
