using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Telephony.Host.Settings;

/// <summary>
/// Fills <see cref="TelephonySettings"/> from configuration, value by value, so that one that cannot be read hides no other. An unknown name is a mistake:
/// a misspelt setting that is silently ignored costs an evening.
/// </summary>
internal sealed class SettingsBinder(SettingMistakes mistakes)
{
    public void Bind(IConfigurationSection section, object target)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            if (properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property) BindValue(child, property, target);
            else mistakes.AddUnknown(FieldOf(child), properties.Select(static p => p.Name));
        }
    }

    private void BindValue(IConfigurationSection child, PropertyInfo property, object target)
    {
        if (property.PropertyType == typeof(List<string>)) property.SetValue(target, Words(child));
        else if (property.PropertyType.Namespace == typeof(TelephonySettings).Namespace) Bind(child, property.GetValue(target)!);   // sections always exist: they have initial values
        else if (child.Value is not { } text) mistakes.Add(FieldOf(child), null, $"allowed is {FormOf(property.PropertyType)}");
        else if (Parse(text.Trim(), property.PropertyType) is { } value) property.SetValue(target, value);
        else mistakes.Add(FieldOf(child), text, $"allowed is {FormOf(property.PropertyType)}");
    }

    // A list is written as JSON array, or in one variable with commas, which then takes the place of the whole array.
    private static List<string> Words(IConfigurationSection child) =>
        child.Value is { Length: > 0 } line
            ? [.. line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [.. child.GetChildren().Select(static item => item.Value ?? "")];

    private static object? Parse(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.Integer, culture, out var whole) ? whole : null;
        if (type == typeof(long)) return long.TryParse(text, NumberStyles.Integer, culture, out var large) ? large : null;
        if (type == typeof(double)) return double.TryParse(text, NumberStyles.Float, culture, out var real) && double.IsFinite(real) ? real : null;
        throw new NotSupportedException($"Settings of type {type} have no reader.");
    }

    private static string FormOf(Type type) => type == typeof(bool) ? "true or false" : type == typeof(double) ? "a number" : type == typeof(string) ? "a text" : "a whole number";

    private static string FieldOf(IConfigurationSection section) => section.Path[(TelephonySettings.Section.Length + 1)..];
}
