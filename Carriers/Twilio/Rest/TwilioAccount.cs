using Telephony.Twilio.Settings;
using Twilio.Clients;
using Twilio.Exceptions;

namespace Telephony.Twilio.Rest;

/// <summary>Requests to one account: the package writes and reads them, this says what came of each. Safe to call from any thread.</summary>
public sealed class TwilioAccount : IDisposable
{
    private readonly System.Net.Http.HttpClient _http;
    private readonly TwilioRestClient _client;

    /// <param name="options">Validated.</param>
    public TwilioAccount(TwilioOptions options, TimeProvider clock)
    {
        // Connections are renewed often enough to follow Twilio's addresses, and dropped before Twilio would drop them idle under a request.
        var handler = new SocketsHttpHandler { ConnectTimeout = options.ConnectLimit, PooledConnectionLifetime = TimeSpan.FromMinutes(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20), AllowAutoRedirect = false };
        _http = new System.Net.Http.HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var (user, password) = options.ApiKey.Length > 0 ? (options.ApiKey, options.ApiKeySecret) : (options.AccountSid, options.AuthToken);
        _client = new TwilioRestClient(user, password, options.AccountSid, httpClient: new RestHttp(_http, options.BaseAddress, options.AnswerLimit, clock)) { LogLevel = "" };
    }

    /// <summary>Asks, and tells apart what the package throws.</summary>
    internal async Task<TwilioAnswer<T>> AskAsync<T>(Func<ITwilioRestClient, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return new TwilioAnswer<T>.Done(await ask(_client).WaitAsync(cancellation).ConfigureAwait(false));
        }
        catch (ApiConnectionException failed) when (failed.InnerException is RefusedException no)
        {
            return new TwilioAnswer<T>.Refused(no.Status, no.Code, no.Message, no.After);
        }
        catch (ApiConnectionException failed) when (failed.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } lost)
        {
            return new TwilioAnswer<T>.NotSent($"Twilio cannot be reached: {lost.Message}");
        }
        catch (Exception other)
        {
            return new TwilioAnswer<T>.Silent(other is ApiConnectionException { InnerException: OperationCanceledException } or OperationCanceledException ? "Twilio did not answer in time." : $"Twilio's answer was lost ({(other.InnerException ?? other).GetType().Name}).");
        }
    }

    public void Dispose() => _http.Dispose();
}
