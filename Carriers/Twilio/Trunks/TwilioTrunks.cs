using Telephony.Domain.Addresses;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Twilio.Base;
using Twilio.Clients;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Rest.Api.V2010.Account.Sip;
using Twilio.Rest.Api.V2010.Account.Sip.CredentialList;
using Twilio.Rest.Api.V2010.Account.Sip.IpAccessControlList;
using Twilio.Rest.Trunking.V1;
using Twilio.Rest.Trunking.V1.Trunk;
using TrunkCredentials = Twilio.Rest.Trunking.V1.Trunk.CredentialListResource;
using TrunkAddresses = Twilio.Rest.Trunking.V1.Trunk.IpAccessControlListResource;

namespace Telephony.Twilio.Trunks;

/// <summary>
/// Makes an Elastic SIP trunk, or what is missing of it: each piece is looked for by its name before it is made, so what broke off half way is asked for again.
/// <code>
/// trunk ─► origination URLs ─► credential list, its user, its place on the trunk ─► address list, its addresses, its place ─► numbers
/// </code>
/// </summary>
public sealed class TwilioTrunks(TwilioOptions options, TwilioAccount account)
{
    private string Root => $"/2010-04-01/Accounts/{options.AccountSid}";

    /// <summary>What is there at the end, a line each; what was made now begins with "+".</summary>
    /// <exception cref="TwilioRefusedException">With a sentence of Twilio's.</exception>
    public async Task<IReadOnlyList<string>> EnsureAsync(TrunkWish wish, CancellationToken cancellation)
    {
        var lines = new List<string>();
        var trunk = await OneAsync<TrunkResource>(
            "trunk", wish.Name, global::Twilio.Rest.Domain.Trunking, "/v1/Trunks", "trunks", one => one.FriendlyName == wish.Name, one => one.Sid,
            client => TrunkResource.CreateAsync(new CreateTrunkOptions { FriendlyName = wish.Name, DomainName = wish.Domain.Length > 0 ? $"{wish.Domain}.pstn.twilio.com" : null, Secure = wish.Secure }, client), lines, cancellation).ConfigureAwait(false);
        var at = $"/v1/Trunks/{trunk}";
        for (var i = 0; i < wish.Origination.Count; i++)
        {
            var (url, priority) = (wish.Origination[i], i + 1);
            await OneAsync<OriginationUrlResource>(
                "origination URL", url, global::Twilio.Rest.Domain.Trunking, $"{at}/OriginationUrls", "origination_urls", one => one.SipUrl?.OriginalString == url, one => one.Sid,
                client => OriginationUrlResource.CreateAsync(new CreateOriginationUrlOptions(trunk, 10, priority, true, $"{wish.Name} {priority}", new Uri(url)), client), lines, cancellation).ConfigureAwait(false);
        }
        if (wish.User.Length > 0) await CredentialsAsync(wish, trunk, at, lines, cancellation).ConfigureAwait(false);
        if (wish.Addresses.Count > 0) await AddressesAsync(wish, trunk, at, lines, cancellation).ConfigureAwait(false);
        foreach (var number in wish.Numbers) await NumberAsync(number, trunk, at, lines, cancellation).ConfigureAwait(false);
        return lines;
    }

    private async Task CredentialsAsync(TrunkWish wish, string trunk, string at, List<string> lines, CancellationToken cancellation)
    {
        var list = await OneAsync<global::Twilio.Rest.Api.V2010.Account.Sip.CredentialListResource>(
            "credential list", wish.Name, global::Twilio.Rest.Domain.Api, $"{Root}/SIP/CredentialLists.json", "credential_lists", one => one.FriendlyName == wish.Name, one => one.Sid,
            client => global::Twilio.Rest.Api.V2010.Account.Sip.CredentialListResource.CreateAsync(new global::Twilio.Rest.Api.V2010.Account.Sip.CreateCredentialListOptions(wish.Name), client), lines, cancellation).ConfigureAwait(false);
        await OneAsync<CredentialResource>(
            "user", wish.User, global::Twilio.Rest.Domain.Api, $"{Root}/SIP/CredentialLists/{list}/Credentials.json", "credentials", one => one.Username == wish.User, one => one.Sid,
            client => CredentialResource.CreateAsync(new CreateCredentialOptions(list, wish.User, wish.Password), client), lines, cancellation).ConfigureAwait(false);
        await OneAsync<TrunkCredentials>(
            "the list on the trunk", wish.Name, global::Twilio.Rest.Domain.Trunking, $"{at}/CredentialLists", "credential_lists", one => one.Sid == list || one.FriendlyName == wish.Name, one => one.Sid,
            client => TrunkCredentials.CreateAsync(new global::Twilio.Rest.Trunking.V1.Trunk.CreateCredentialListOptions(trunk, list), client), lines, cancellation).ConfigureAwait(false);
    }

    private async Task AddressesAsync(TrunkWish wish, string trunk, string at, List<string> lines, CancellationToken cancellation)
    {
        var list = await OneAsync<global::Twilio.Rest.Api.V2010.Account.Sip.IpAccessControlListResource>(
            "address list", wish.Name, global::Twilio.Rest.Domain.Api, $"{Root}/SIP/IpAccessControlLists.json", "ip_access_control_lists", one => one.FriendlyName == wish.Name, one => one.Sid,
            client => global::Twilio.Rest.Api.V2010.Account.Sip.IpAccessControlListResource.CreateAsync(new global::Twilio.Rest.Api.V2010.Account.Sip.CreateIpAccessControlListOptions(wish.Name), client), lines, cancellation).ConfigureAwait(false);
        foreach (var address in wish.Addresses)
        {
            await OneAsync<IpAddressResource>(
                "address", address, global::Twilio.Rest.Domain.Api, $"{Root}/SIP/IpAccessControlLists/{list}/IpAddresses.json", "ip_addresses", one => one.IpAddress == address, one => one.Sid,
                client => IpAddressResource.CreateAsync(new CreateIpAddressOptions(list, address, address), client), lines, cancellation).ConfigureAwait(false);
        }
        await OneAsync<TrunkAddresses>(
            "the list on the trunk", wish.Name, global::Twilio.Rest.Domain.Trunking, $"{at}/IpAccessControlLists", "ip_access_control_lists", one => one.Sid == list || one.FriendlyName == wish.Name, one => one.Sid,
            client => TrunkAddresses.CreateAsync(new global::Twilio.Rest.Trunking.V1.Trunk.CreateIpAccessControlListOptions(trunk, list), client), lines, cancellation).ConfigureAwait(false);
    }

    private async Task NumberAsync(PhoneNumber number, string trunk, string at, List<string> lines, CancellationToken cancellation)
    {
        var owned = await account.ListAsync<IncomingPhoneNumberResource>(
            global::Twilio.Rest.Domain.Api, $"{Root}/IncomingPhoneNumbers.json", "incoming_phone_numbers", new Dictionary<string, string>(StringComparer.Ordinal) { ["PhoneNumber"] = number.ToString() }, int.MaxValue, cancellation).ConfigureAwait(false);
        var found = Value(owned, "numbers of the account").FirstOrDefault(one => $"{one.PhoneNumber}" == number.ToString()) ?? throw new TwilioRefusedException($"{number} is not a number of the account.");
        await OneAsync<PhoneNumberResource>(
            "number", number.ToString(), global::Twilio.Rest.Domain.Trunking, $"{at}/PhoneNumbers", "phone_numbers", one => one.Sid == found.Sid || $"{one.PhoneNumber}" == number.ToString(), one => one.Sid,
            client => PhoneNumberResource.CreateAsync(new CreatePhoneNumberOptions(trunk, found.Sid), client), lines, cancellation).ConfigureAwait(false);
    }

    // The one that is there, or a new one; its sid.
    private async Task<string> OneAsync<T>(
        string what, string name, global::Twilio.Rest.Domain domain, string path, string key, Func<T, bool> isIt, Func<T, string> sidOf, Func<ITwilioRestClient, Task<T>> make, List<string> lines, CancellationToken cancellation)
        where T : Resource
    {
        var listed = Value(await account.ListAsync<T>(domain, path, key, new Dictionary<string, string>(StringComparer.Ordinal), int.MaxValue, cancellation).ConfigureAwait(false), what);
        if (listed.FirstOrDefault(isIt) is { } there)
        {
            lines.Add($"  {what} {name}  {sidOf(there)}");
            return sidOf(there);
        }
        var made = Value(await account.AskAsync(make, cancellation).ConfigureAwait(false), what);
        lines.Add($"+ {what} {name}  {sidOf(made)}");
        return sidOf(made);
    }

    private static T Value<T>(TwilioAnswer<T> answer, string what) => answer switch
    {
        TwilioAnswer<T>.Done done => done.Value,
        TwilioAnswer<T>.Refused no => throw new TwilioRefusedException($"{what}: Twilio refuses: {no.Code} {no.Message}"),
        TwilioAnswer<T>.NotSent lost => throw new TwilioRefusedException($"{what}: {lost.Why}"),
        TwilioAnswer<T>.Silent silent => throw new TwilioRefusedException($"{what}: {silent.Why} Ask again: what is there will be found."),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer that is known here."),
    };
}

/// <summary>Twilio did not do what was asked; the message is a sentence for the operator.</summary>
public sealed class TwilioRefusedException(string sentence) : Exception(sentence);
