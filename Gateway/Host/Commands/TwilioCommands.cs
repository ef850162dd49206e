using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Host.Messaging;
using Telephony.Twilio.Numbers;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Telephony.Twilio.Trunks;

namespace Telephony.Host.Commands;

/// <summary><c>telephony twilio</c>: what an operator asks of an account in <c>messaging.json</c>. Needs no running gateway.</summary>
internal static class TwilioCommands
{
    private static readonly Option<string?> Carrier = new("--carrier") { Description = "Name of the carrier; default: the only one by Twilio", HelpName = "NAME" };

    public static Command Make(Option<string?> config) => new("twilio", "An account at Twilio: trunks, lookups, prices") { Trunk(config), Lookup(config), Prices(config) };

    private static Command Trunk(Option<string?> config)
    {
        var name = new Argument<string>("NAME") { Description = "Its friendly name: the trunk of this name is completed, or made" };
        var domain = new Option<string>("--domain") { Description = "LABEL of LABEL.pstn.twilio.com, where we send calls", HelpName = "LABEL", DefaultValueFactory = static _ => "" };
        var to = new Option<string[]>("--to") { Description = "Where Twilio sends calls: sip:sbc.example.net:5061;transport=tls", HelpName = "URI", DefaultValueFactory = static _ => [] };
        var user = new Option<string>("--user") { Description = "User name of our calls; the password is read from $TWILIO_TRUNK_PASSWORD", HelpName = "NAME", DefaultValueFactory = static _ => "" };
        var address = new Option<string[]>("--address") { Description = "IPv4 address that our calls come from", HelpName = "IP", DefaultValueFactory = static _ => [] };
        var number = new Option<string[]>("--number") { Description = "Number of the account whose calls come by the trunk", HelpName = "NUMBER", DefaultValueFactory = static _ => [] };
        var secure = new Option<bool>("--secure") { Description = "TLS and SRTP alone" };
        var command = new Command("trunk", "Make an Elastic SIP trunk, or what is missing of it") { name, domain, to, user, address, number, secure, Carrier };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, config, async (options, account) =>
        {
            var numbers = parsed.GetRequiredValue(number).Select(static text => PhoneNumber.TryParse(text, out var parsedNumber) ? parsedNumber : throw new TwilioRefusedException($"\"{text}\" is no E.164 number.")).ToList();
            var password = Environment.GetEnvironmentVariable("TWILIO_TRUNK_PASSWORD") ?? "";
            if (parsed.GetRequiredValue(user).Length > 0 && password.Length == 0) throw new TwilioRefusedException("--user needs a password in the environment: TWILIO_TRUNK_PASSWORD.");
            var wish = new TrunkWish(parsed.GetRequiredValue(name))
            {
                Domain = parsed.GetRequiredValue(domain), Origination = parsed.GetRequiredValue(to), User = parsed.GetRequiredValue(user), Password = password, Addresses = parsed.GetRequiredValue(address), Numbers = numbers,
                Secure = parsed.GetValue(secure),
            };
            return await new TwilioTrunks(options, account).EnsureAsync(wish, cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command Lookup(Option<string?> config)
    {
        var number = new Argument<string>("NUMBER") { Description = "Any number: +14255550123. Twilio takes money for the answer" };
        var command = new Command("lookup", "Which operator has a number, and of what kind it is") { number, Carrier };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, config, async (_, account) =>
        {
            if (!PhoneNumber.TryParse(parsed.GetRequiredValue(number), out var asked)) throw new TwilioRefusedException($"\"{parsed.GetRequiredValue(number)}\" is no E.164 number.");
            return await new TwilioLookup(account).LookUpAsync(asked, cancellation).ConfigureAwait(false) switch
            {
                ShopAnswer<OperatorFacts?>.Known { Value: { } facts } => [$"{asked}  {facts.Operator}  {facts.Kind}  {facts.MobileCountryCode} {facts.MobileNetworkCode}".TrimEnd()],
                ShopAnswer<OperatorFacts?>.Silent silent => throw new TwilioRefusedException(silent.Why),
                _ => [$"{asked}  nothing is known of it"],
            };
        }));
        return command;
    }

    private static Command Prices(Option<string?> config)
    {
        var country = new Argument<string>("COUNTRY") { Description = "Two letters: US" };
        var command = new Command("prices", "What numbers and messages cost in a country") { country, Carrier };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, config, async (_, account) =>
        {
            var (prices, code) = (new TwilioPrices(account), parsed.GetRequiredValue(country).ToUpperInvariant());
            var lines = (await prices.NumbersAsync(code, cancellation).ConfigureAwait(false)).Select(price => string.Create(CultureInfo.InvariantCulture, $"{price.Key,-12} {price.Value} a month")).ToList();
            if (await prices.OfMessagesAsync(code, cancellation).ConfigureAwait(false) is { } message) lines.Add($"message      {message.Least} to {message.Most} for each part");
            return lines.Count > 0 ? lines : throw new TwilioRefusedException($"Twilio names no prices for {code}.");
        }));
        return command;
    }

    private static async Task<int> WithAsync(ParseResult parsed, Option<string?> config, Func<TwilioOptions, TwilioAccount, Task<IReadOnlyList<string>>> act)
    {
        if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
        var accounts = settings.Messaging.Carriers.OfType<CarrierPlan.Twilio>().Where(plan => parsed.GetValue(Carrier) is not { } name || plan.Name == name).ToList();
        if (accounts is not [var plan])
        {
            await Console.Error.WriteLineAsync(accounts.Count == 0 ? "messaging.json names no such carrier by Twilio." : "Several carriers are by Twilio: name one with --carrier.").ConfigureAwait(false);
            return ExitCodes.Refused;
        }
        using var account = new TwilioAccount(plan.Options, TimeProvider.System);
        try
        {
            foreach (var line in await act(plan.Options, account).ConfigureAwait(false)) await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
            return ExitCodes.Good;
        }
        catch (TwilioRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message).ConfigureAwait(false);
            return ExitCodes.Refused;
        }
    }
}
