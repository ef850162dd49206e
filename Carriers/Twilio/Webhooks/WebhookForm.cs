using System.Text;
using System.Text.Json;

namespace Telephony.Twilio.Webhooks;

/// <summary>What a webhook says: form parameters, or the strings and numbers of a JSON object. Bounded; the first of two equal names counts.</summary>
internal sealed class WebhookForm
{
    private const int MostParameters = 256;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private WebhookForm()
    {
    }

    /// <summary>For the signature: each once, as decoded.</summary>
    public IDictionary<string, string> Values => _values;

    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>Null: it is neither, holds a name twice, or too much.</summary>
    public static WebhookForm? Read(ReadOnlySpan<byte> body, bool isJson)
    {
        var form = new WebhookForm();
        return (isJson ? form.TryReadJson(body) : form.TryReadForm(Encoding.UTF8.GetString(body))) ? form : null;
    }

    private bool TryReadForm(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (_values.Count >= MostParameters || !_values.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..]))) return false;
        }
        return true;
    }

    private bool TryReadJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return false;
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
                if (_values.Count >= MostParameters || !_values.TryAdd(property.Name, property.Value.ToString())) return false;
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
