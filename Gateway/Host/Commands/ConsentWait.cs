using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Events;
using Telephony.Host.Control;
using Telephony.Host.Settings;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;

namespace Telephony.Host.Commands;

/// <summary>Has the running gateway ask the endpoint of a subscription at once, waits for what it says, and tells the operator.</summary>
internal static class ConsentWait
{
    private const int UsualSeconds = 15;
    private const int MostSeconds = 600;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    public static Option<int> Option()
    {
        var option = new Option<int>("--wait") { Description = $"Seconds to wait for the endpoint's answer, 0 to {MostSeconds}", HelpName = "N", DefaultValueFactory = static _ => UsualSeconds };
        option.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is var value && value is < 0 or > MostSeconds) result.AddError(FormattableString.Invariant($"--wait is {value}: allowed are 0 to {MostSeconds}."));
        });
        return option;
    }

    /// <returns>A sentence: whether the endpoint agrees, what it said instead, or that nothing is known yet.</returns>
    public static async Task<string> SayAsync(GatewaySettings settings, Database database, EventSubscription asked, int seconds, CancellationToken cancellation)
    {
        if (!await NudgeAsync(settings, cancellation).ConfigureAwait(false)) return $"No gateway runs on {settings.DataDirectory}: the endpoint is asked by the next one, or by another one on the same database.";
        var (since, clock) = (TimeProvider.System.GetTimestamp(), TimeProvider.System);
        while (true)
        {
            var now = (await new SubscriptionStore(database).ListAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Code == asked.Code);
            if (now is null) return "It was removed meanwhile.";
            if (now.State == SubscriptionState.Active) return "The endpoint agreed.";
            if (now.StateWhy.Length > 0) return $"The endpoint has not agreed: it {now.StateWhy}. {(now.State == SubscriptionState.New ? "It is asked again for ten minutes; \"events subscriptions list\" shows whether it has." : "")}".TrimEnd();
            if (clock.GetElapsedTime(since) >= TimeSpan.FromSeconds(seconds)) return string.Create(CultureInfo.InvariantCulture, $"The endpoint said nothing within {seconds} s; \"events subscriptions list\" shows whether it has agreed.");
            await Task.Delay(s_look, clock, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<bool> NudgeAsync(GatewaySettings settings, CancellationToken cancellation)
    {
        using var client = ControlSocket.Connect(settings.DataDirectory);
        try
        {
            using var answer = await client.PostAsync(new Uri(EventEndpoints.Subscriptions, UriKind.Relative), null, cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
