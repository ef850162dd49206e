using Telephony.Domain.Numbers;
using Twilio.Base;
using Twilio.Clients;
using Twilio.Http;

namespace Telephony.Twilio.Rest;

/// <summary>Lists, page by page. The package's own sets fetch the next page with a waiting thread; here nobody waits.</summary>
internal static class AccountPages
{
    private const int PageSize = 1000;

    /// <param name="path">Of the list, behind the host.</param>
    /// <param name="key">What the answer calls it.</param>
    /// <param name="most">No page is asked for once there are so many.</param>
    public static async Task<TwilioAnswer<IReadOnlyList<T>>> ListAsync<T>(
        this TwilioAccount account, global::Twilio.Rest.Domain domain, string path, string key, IReadOnlyDictionary<string, string> query, int most, CancellationToken cancellation)
        where T : Resource
    {
        var parameters = query.Append(new KeyValuePair<string, string>("PageSize", Math.Min(most, PageSize).ToString(System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var request = new Request(global::Twilio.Http.HttpMethod.Get, domain, path, queryParams: parameters);
        var found = new List<T>();
        while (true)
        {
            var asked = request;
            var answer = await account.AskAsync(async client => Page<T>.FromJson(key, (await client.RequestAsync(asked).ConfigureAwait(false)).Content), cancellation).ConfigureAwait(false);
            if (answer is not TwilioAnswer<Page<T>>.Done { Value: var page }) return answer.Cast<Page<T>, IReadOnlyList<T>>();
            found.AddRange(page.Records ?? []);
            if (!page.HasNextPage() || found.Count >= most) return new TwilioAnswer<IReadOnlyList<T>>.Done(found);
            request = new Request(global::Twilio.Http.HttpMethod.Get, page.GetNextPageUrl(domain));
        }
    }

    /// <summary>What is no success says the same of whatever was asked for.</summary>
    public static TwilioAnswer<TOther> Cast<T, TOther>(this TwilioAnswer<T> answer) => answer switch
    {
        TwilioAnswer<T>.Refused no => new TwilioAnswer<TOther>.Refused(no.Status, no.Code, no.Message, no.After),
        TwilioAnswer<T>.NotSent lost => new TwilioAnswer<TOther>.NotSent(lost.Why),
        TwilioAnswer<T>.Silent silent => new TwilioAnswer<TOther>.Silent(silent.Why),
        _ => throw new InvalidOperationException("A success has a value of its own."),
    };

    public static ShopAnswer<TOther> ToShop<T, TOther>(this TwilioAnswer<T> answer, Func<T, TOther> read) => answer switch
    {
        TwilioAnswer<T>.Done done => new ShopAnswer<TOther>.Known(read(done.Value)),
        TwilioAnswer<T>.Refused no => new ShopAnswer<TOther>.Silent($"Twilio refuses: {no.Code} {no.Message}"),
        TwilioAnswer<T>.NotSent lost => new ShopAnswer<TOther>.Silent(lost.Why),
        TwilioAnswer<T>.Silent silent => new ShopAnswer<TOther>.Silent(silent.Why),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer that is known here."),
    };
}
