using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Rest.Api.V2010.Account.AvailablePhoneNumberCountry;

namespace Telephony.Twilio.Numbers;

/// <summary>Numbers at Twilio: what it sells, and orders. The order's id is the number's friendly name, by which it is found again; so a purchase whose answer was lost is asked about, not repeated.</summary>
public sealed class TwilioNumbers(TwilioOptions options, TwilioAccount account) : ICarrierNumbers, IOperatorLookup
{
    private const int MostOffered = 100;

    private readonly TwilioPrices _prices = new(account);

    public string Carrier => options.Carrier;

    /// <summary>A purchase shows up in the list with its answer; what was on the way when the connection broke is there within its time limit.</summary>
    public TimeSpan Settling => options.AnswerLimit + TimeSpan.FromSeconds(15);

    public bool CanBeAsked => true;

    private string Root => $"/2010-04-01/Accounts/{options.AccountSid}";

    public async ValueTask<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation) =>
        (await account.ListAsync<AvailablePhoneNumberCountryResource>(global::Twilio.Rest.Domain.Api, $"{Root}/AvailablePhoneNumbers.json", "countries", new Dictionary<string, string>(StringComparer.Ordinal), int.MaxValue, cancellation).ConfigureAwait(false))
        .ToShop<IReadOnlyList<AvailablePhoneNumberCountryResource>, IReadOnlyList<NumberCountry>>(static countries => [.. countries.Select(static country => new NumberCountry(country.CountryCode, country.Country))]);

    /// <summary>Twilio has no list of towns: those of the numbers it offers first.</summary>
    public async ValueTask<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation) =>
        (await OfferedAsync(country, type ?? NumberType.Geographic, new Dictionary<string, string>(StringComparer.Ordinal), MostOffered, cancellation).ConfigureAwait(false)).ToShop<IReadOnlyList<LocalResource>, IReadOnlyList<NumberLocality>>(static numbers =>
            [.. numbers.Where(static number => !string.IsNullOrEmpty(number.Locality)).Select(static number => new NumberLocality(number.Locality, number.Region ?? "", number.Region ?? "")).Distinct().OrderBy(static town => town.Name, StringComparer.Ordinal)]);

    /// <summary>Of the numbers it offers first, in the countries of +1; elsewhere Twilio sells by town or prefix.</summary>
    public async ValueTask<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.Locality.Length > 0) wanted["InLocality"] = query.Locality;
        if (query.DivisionCode.Length > 0) wanted["InRegion"] = query.DivisionCode;
        return (await OfferedAsync(query.Country, query.Type, wanted, MostOffered, cancellation).ConfigureAwait(false)).ToShop<IReadOnlyList<LocalResource>, IReadOnlyList<string>>(static numbers =>
            [.. numbers.Select(static number => $"{number.PhoneNumber}").Where(static number => number.StartsWith("+1", StringComparison.Ordinal) && number.Length == 12).Select(static number => number[2..5]).Distinct().Order(StringComparer.Ordinal)]);
    }

    public async ValueTask<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation)
    {
        var sold = await account.AskAsync(client => AvailablePhoneNumberCountryResource.FetchAsync(new FetchAvailablePhoneNumberCountryOptions(country), client), cancellation).ConfigureAwait(false);
        if (sold is TwilioAnswer<AvailablePhoneNumberCountryResource>.Refused { Status: 404 }) return new ShopAnswer<IReadOnlyList<NumberOffering>>.Known([]);
        var prices = await _prices.OfNumbersAsync(country, cancellation).ConfigureAwait(false);
        return sold.ToShop<AvailablePhoneNumberCountryResource, IReadOnlyList<NumberOffering>>(found =>
        [
            .. Kinds.Where(kind => found.SubresourceUris?.ContainsKey(kind.Word) ?? false)
                .Select(kind => new NumberOffering(kind.Type, NumberAssignment.Application, NumberCapabilities.All, prices.GetValueOrDefault(kind.Type))),
        ]);
    }

    public async ValueTask<ShopAnswer<IReadOnlyList<NumberOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.AreaCode.Length > 0) wanted["AreaCode"] = query.AreaCode;
        if (query.Prefixes is [var only]) wanted["Contains"] = only;
        if ((query.Capabilities & (NumberCapabilities.SmsIn | NumberCapabilities.SmsOut)) != 0) wanted["SmsEnabled"] = "true";
        if ((query.Capabilities & NumberCapabilities.Voice) != 0) wanted["VoiceEnabled"] = "true";
        var prices = await _prices.OfNumbersAsync(query.Country, cancellation).ConfigureAwait(false);
        return (await OfferedAsync(query.Country, query.Type, wanted, MostOffered, cancellation).ConfigureAwait(false)).ToShop<IReadOnlyList<LocalResource>, IReadOnlyList<NumberOffer>>(numbers =>
            [.. numbers.Select(number => OfferOf(number, query, prices.GetValueOrDefault(query.Type))).OfType<NumberOffer>().Take(query.Quantity)]);
    }

    public async ValueTask<OrderOutcome> BuyAsync(CarrierOrder order, CancellationToken cancellation)
    {
        var purchase = new CreateIncomingPhoneNumberOptions
        {
            PhoneNumber = new global::Twilio.Types.PhoneNumber(order.Number.ToString()), FriendlyName = order.Reference, SmsUrl = options.MessageUrl, SmsMethod = global::Twilio.Http.HttpMethod.Post,
            AddressSid = Or(options.Address), BundleSid = Or(options.Bundle), TrunkSid = Or(options.Trunk),
        };
        return OrderCodes.Of(await account.AskAsync(client => IncomingPhoneNumberResource.CreateAsync(purchase, client), cancellation).ConfigureAwait(false), static bought => bought.Sid);
    }

    public ValueTask<OrderOutcome> ConfigureAsync(CarrierOrder order, CancellationToken cancellation) => WithIdAsync(order, whenGone: null, async id =>
    {
        var change = new UpdateIncomingPhoneNumberOptions(id) { FriendlyName = order.Reference, SmsUrl = options.MessageUrl, SmsMethod = global::Twilio.Http.HttpMethod.Post, TrunkSid = Or(options.Trunk) };
        return OrderCodes.Of(await account.AskAsync(client => IncomingPhoneNumberResource.UpdateAsync(change, client), cancellation).ConfigureAwait(false), static number => number.Sid);
    }, cancellation);

    public ValueTask<OrderOutcome> ReleaseAsync(CarrierOrder order, CancellationToken cancellation) => WithIdAsync(order, whenGone: new OrderOutcome.Done(order.CarrierId), async id =>
    {
        var answer = await account.AskAsync(client => IncomingPhoneNumberResource.DeleteAsync(id, client: client), cancellation).ConfigureAwait(false);
        return answer is TwilioAnswer<bool>.Refused { Status: 404 } ? new OrderOutcome.Done(id) : OrderCodes.Of(answer, _ => id);
    }, cancellation);

    public ValueTask<ShopAnswer<OperatorFacts?>> LookUpAsync(PhoneNumber number, CancellationToken cancellation) => new TwilioLookup(account).LookUpAsync(number, cancellation);

    public async ValueTask<ShopAnswer<IReadOnlyList<OwnedNumber>>> OwnedAsync(OwnedQuery query, CancellationToken cancellation) => (await ListOwnedAsync(query, cancellation).ConfigureAwait(false)).ToShop(static owned => owned);

    // Twilio finds names and numbers by their parts: only whole ones count here.
    private async Task<TwilioAnswer<IReadOnlyList<OwnedNumber>>> ListOwnedAsync(OwnedQuery query, CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.Number is { } number) wanted["PhoneNumber"] = number.ToString();
        if (query.Reference is { } reference) wanted["FriendlyName"] = reference;
        var answer = await account.ListAsync<IncomingPhoneNumberResource>(global::Twilio.Rest.Domain.Api, $"{Root}/IncomingPhoneNumbers.json", "incoming_phone_numbers", wanted, int.MaxValue, cancellation).ConfigureAwait(false);
        if (answer is not TwilioAnswer<IReadOnlyList<IncomingPhoneNumberResource>>.Done { Value: var numbers }) return answer.Cast<IReadOnlyList<IncomingPhoneNumberResource>, IReadOnlyList<OwnedNumber>>();
        return new TwilioAnswer<IReadOnlyList<OwnedNumber>>.Done(
        [
            .. numbers.Select(static owned => PhoneNumber.TryParse($"{owned.PhoneNumber}", out var number) ? new OwnedNumber(number, owned.Sid, owned.FriendlyName ?? "") : null).OfType<OwnedNumber>()
                .Where(owned => (query.Number is null || owned.Number == query.Number) && (query.Reference is null || owned.Reference == query.Reference)),
        ]);
    }

    private async ValueTask<OrderOutcome> WithIdAsync(CarrierOrder order, OrderOutcome? whenGone, Func<string, Task<OrderOutcome>> act, CancellationToken cancellation)
    {
        if (order.CarrierId.Length > 0) return await act(order.CarrierId).ConfigureAwait(false);
        return await ListOwnedAsync(new OwnedQuery(order.Number), cancellation).ConfigureAwait(false) switch
        {
            TwilioAnswer<IReadOnlyList<OwnedNumber>>.Done { Value: [var owned, ..] } => await act(owned.CarrierId).ConfigureAwait(false),
            TwilioAnswer<IReadOnlyList<OwnedNumber>>.Done => whenGone ?? new OrderOutcome.Refused(OrderRefusal.Other, "NotOurs", $"{order.Number} is not a number of the account."),
            TwilioAnswer<IReadOnlyList<OwnedNumber>>.Refused no => new OrderOutcome.NotDone(no.After, $"Twilio refuses to list numbers: {no.Code} {no.Message}"),
            TwilioAnswer<IReadOnlyList<OwnedNumber>>.NotSent lost => new OrderOutcome.NotDone(null, lost.Why),
            TwilioAnswer<IReadOnlyList<OwnedNumber>>.Silent silent => new OrderOutcome.NotDone(null, silent.Why),      // only asked, nothing was done yet
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer that is known here."),
        };
    }

    // The lists of all kinds of number have the same fields.
    private Task<TwilioAnswer<IReadOnlyList<LocalResource>>> OfferedAsync(string country, NumberType type, Dictionary<string, string> wanted, int most, CancellationToken cancellation) =>
        account.ListAsync<LocalResource>(global::Twilio.Rest.Domain.Api, $"{Root}/AvailablePhoneNumbers/{Uri.EscapeDataString(country)}/{Kinds.First(kind => kind.Type == type).Path}.json", "available_phone_numbers", wanted, most, cancellation);

    private static NumberOffer? OfferOf(LocalResource offered, OfferQuery query, NumberCost cost)
    {
        if (!PhoneNumber.TryParse($"{offered.PhoneNumber}", out var number) || query.IsTaken(number)) return null;
        var can = NumberCapabilities.None;
        if (offered.Capabilities?.Voice ?? false) can |= NumberCapabilities.Voice;
        if (offered.Capabilities?.Sms ?? false) can |= NumberCapabilities.SmsIn | NumberCapabilities.SmsOut;
        if ((can & query.Capabilities) != query.Capabilities) return null;
        if (query.Prefixes.Count > 0 && !query.Prefixes.Any(prefix => number.ToString().StartsWith(prefix, StringComparison.Ordinal))) return null;
        return new NumberOffer(number, query.Country, query.Type, query.Assignment, can, cost);
    }

    private static string? Or(string text) => text.Length > 0 ? text : null;

    /// <summary>The words of the API for each kind: in paths, in lists of what a country has.</summary>
    private static readonly (NumberType Type, string Path, string Word)[] Kinds = [(NumberType.Geographic, "Local", "local"), (NumberType.TollFree, "TollFree", "toll_free"), (NumberType.Mobile, "Mobile", "mobile")];
}
