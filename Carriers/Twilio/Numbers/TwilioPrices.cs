using System.Globalization;
using System.Text.Json;
using Telephony.Domain.Numbers;
using Telephony.Twilio.Rest;
using Twilio.Http;

namespace Telephony.Twilio.Numbers;

/// <summary>What Twilio takes for a number a month, and for a message, by country. Read once in a process: prices change seldom, and a search is not to wait for them.</summary>
public sealed class TwilioPrices(TwilioAccount account)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyDictionary<NumberType, NumberCost>> _numbers = new(StringComparer.Ordinal);

    /// <summary>Empty where nothing is known, or Twilio does not say.</summary>
    internal async ValueTask<IReadOnlyDictionary<NumberType, NumberCost>> OfNumbersAsync(string country, CancellationToken cancellation)
    {
        if (_numbers.TryGetValue(country, out var known)) return known;
        if (await AskAsync($"/v1/PhoneNumbers/Countries/{Uri.EscapeDataString(country)}", cancellation).ConfigureAwait(false) is not { } json) return new Dictionary<NumberType, NumberCost>();
        using (json)
        {
            var prices = new Dictionary<NumberType, NumberCost>();
            var unit = Text(json.RootElement, "price_unit").ToUpperInvariant();
            foreach (var price in Items(json.RootElement, "phone_number_prices"))
            {
                NumberType? type = Text(price, "number_type") switch { "local" => NumberType.Geographic, "toll free" => NumberType.TollFree, "mobile" => NumberType.Mobile, _ => null };
                if (type is { } kind && decimal.TryParse(Text(price, "current_price"), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)) prices[kind] = NumberCost.Of(amount, unit);
            }
            _numbers[country] = prices;
            return prices;
        }
    }

    /// <summary>The dearest and the cheapest of the country's operators for one part of a message; null: Twilio does not say.</summary>
    public async ValueTask<(NumberCost Least, NumberCost Most)?> OfMessagesAsync(string country, CancellationToken cancellation)
    {
        if (await AskAsync($"/v1/Messaging/Countries/{Uri.EscapeDataString(country)}", cancellation).ConfigureAwait(false) is not { } json) return null;
        using (json)
        {
            var unit = Text(json.RootElement, "price_unit").ToUpperInvariant();
            var amounts = Items(json.RootElement, "outbound_sms_prices").SelectMany(static carrier => Items(carrier, "prices"))
                .Select(static price => decimal.TryParse(Text(price, "current_price"), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : (decimal?)null).OfType<decimal>().ToList();
            return amounts.Count == 0 ? null : (NumberCost.Of(amounts.Min(), unit), NumberCost.Of(amounts.Max(), unit));
        }
    }

    /// <summary>The same of numbers, for people.</summary>
    public async ValueTask<IReadOnlyDictionary<NumberType, NumberCost>> NumbersAsync(string country, CancellationToken cancellation) => await OfNumbersAsync(country, cancellation).ConfigureAwait(false);

    // The package's own types cannot hold a price that is null.
    private async Task<JsonDocument?> AskAsync(string path, CancellationToken cancellation)
    {
        var request = new Request(global::Twilio.Http.HttpMethod.Get, global::Twilio.Rest.Domain.Pricing, path);
        var answer = await account.AskAsync(async client => JsonDocument.Parse((await client.RequestAsync(request).ConfigureAwait(false)).Content), cancellation).ConfigureAwait(false);
        return answer is TwilioAnswer<JsonDocument>.Done done ? done.Value : null;
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
