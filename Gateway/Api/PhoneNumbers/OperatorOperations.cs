using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Api.PhoneNumbers;

/// <summary>Operator information: how a number is written, and on request whose it is.</summary>
internal static class OperatorOperations
{
    private const int MostNumbers = 100;

    public static void MapOperators(this ApiArea area, PhoneNumberServices numbers) => area
        .Post("/operatorInformation/:search", "PhoneNumbers_OperatorInformationSearch", call => SearchAsync(call, numbers));

    private static async ValueTask<ApiAnswer> SearchAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!call.TryRead(PhoneNumberJson.Default.OperatorRequest, out var body, out var refused)) return refused;
        if (body.PhoneNumbers is not { Count: >= 1 and <= MostNumbers }) return ApiErrors.BadField("phoneNumbers", $"1 to {MostNumbers} numbers are allowed");
        var values = new List<OperatorWire>(body.PhoneNumbers.Count);
        foreach (var text in body.PhoneNumbers)
        {
            if (!PhoneNumber.TryParse(text, out var number)) return ApiErrors.BadField("phoneNumbers", $"\"{text}\" is no E.164 number, such as +14255550123");
            var forms = numbers.Plan.Write(number);
            var value = new OperatorWire(number.ToString(), forms.National, forms.International);
            values.Add(body.Options?.IncludeAdditionalOperatorDetails == true ? await DetailedAsync(value, number, forms, call, numbers).ConfigureAwait(false) : value);
        }
        return ApiAnswer.Ok(new OperatorResultWire(values), PhoneNumberJson.Default.OperatorResultWire);
    }

    private static async ValueTask<OperatorWire> DetailedAsync(OperatorWire value, PhoneNumber number, NumberForms forms, ApiCall call, PhoneNumberServices numbers)
    {
        var country = numbers.Plan.Describe(number).Country;
        value = value with { IsoCountryCode = country.Length == 2 ? country : null, NumberType = Word(forms.Kind) };
        foreach (var lookup in numbers.Lookups)
        {
            if (await lookup.LookUpAsync(number, call.Cancellation).ConfigureAwait(false) is not ShopAnswer<OperatorFacts?>.Known { Value: { } facts }) continue;
            return value with
            {
                NumberType = Word(facts.Kind ?? forms.Kind),
                OperatorDetails = new OperatorDetailsWire(facts.Operator)
                {
                    MobileCountryCode = facts.MobileCountryCode.Length > 0 ? facts.MobileCountryCode : null, MobileNetworkCode = facts.MobileNetworkCode.Length > 0 ? facts.MobileNetworkCode : null,
                },
            };
        }
        return value;
    }

    private static string Word(OperatorNumberKind? kind) => kind switch { OperatorNumberKind.Geographic => "geographic", OperatorNumberKind.Mobile => "mobile", OperatorNumberKind.Other => "other", _ => "unknown" };
}
