using System.Text.Json;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Twilio.Rest;
using Twilio.Http;

namespace Telephony.Twilio.Numbers;

/// <summary>Lookup v2: which operator has a number, and of what kind it is. Each question costs money.</summary>
public sealed class TwilioLookup(TwilioAccount account) : IOperatorLookup
{
    public async ValueTask<ShopAnswer<OperatorFacts?>> LookUpAsync(PhoneNumber number, CancellationToken cancellation)
    {
        var request = new Request(global::Twilio.Http.HttpMethod.Get, global::Twilio.Rest.Domain.Lookups, $"/v2/PhoneNumbers/{number}", queryParams: [new("Fields", "line_type_intelligence")]);
        var answer = await account.AskAsync(async client => Read((await client.RequestAsync(request).ConfigureAwait(false)).Content), cancellation).ConfigureAwait(false);
        return answer is TwilioAnswer<OperatorFacts?>.Refused { Status: 404 } ? new ShopAnswer<OperatorFacts?>.Known(null) : answer.ToShop(static facts => facts);
    }

    // {"valid": true, "line_type_intelligence": {"carrier_name": "…", "type": "mobile", "mobile_country_code": "310", "mobile_network_code": "456"}}
    private static OperatorFacts? Read(string content)
    {
        using var json = JsonDocument.Parse(content);
        if (!json.RootElement.TryGetProperty("line_type_intelligence", out var line) || line.ValueKind != JsonValueKind.Object) return null;
        OperatorNumberKind? kind = Text(line, "type") switch
        {
            "" => null,
            "mobile" => OperatorNumberKind.Mobile,
            "landline" or "fixedVoip" => OperatorNumberKind.Geographic,
            _ => OperatorNumberKind.Other,
        };
        return new OperatorFacts(Text(line, "carrier_name"), kind, Text(line, "mobile_country_code"), Text(line, "mobile_network_code"));
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
