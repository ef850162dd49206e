using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Telephony.Domain.Tokens;

namespace Telephony.Identity.Tokens;

/// <summary>
/// The keys that access tokens are signed with. A new one is published a day before it signs, so that whoever keeps the published set has it; an old one stays
/// published until the last token it signed has ended.
/// <code>
/// made ── published ──► signs ── life ──► the next one signs ── longest token ──► forgotten
/// </code>
/// Any thread; one snapshot, replaced whole.
/// </summary>
public sealed class SigningKeys(ISigningKeyStore store, TimeSpan life, TimeProvider clock, ILogger<SigningKeys> logger)
{
    /// <summary>Between a key's publication and its first signature.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_tokenLife = TimeSpan.FromMinutes(AccessTokens.MostMinutes) + TimeSpan.FromHours(1);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);      // as soon as that, a token of another node's new key is good here
    private const int BeatsPerTending = 300;

    private List<LoadedKey> _keys = [];

    /// <summary>Published keys, oldest first.</summary>
    public IReadOnlyList<ECDsaSecurityKey> Published => [.. Volatile.Read(ref _keys).Select(static key => key.Security)];

    /// <summary>The newest key whose time has come.</summary>
    internal SigningCredentials Credentials
    {
        get
        {
            var (keys, now) = (Volatile.Read(ref _keys), clock.GetUtcNow());
            for (var i = keys.Count - 1; i > 0; i--)
            {
                if (keys[i].Stored.SignsFrom <= now) return keys[i].Credentials;
            }
            return keys[0].Credentials;
        }
    }

    internal SecurityKey? Find(string id) => Volatile.Read(ref _keys).Find(key => key.Stored.Id == id)?.Security;

    /// <summary>Reads the keys, makes the first one, or the next one when its time has come, and forgets those that are past.</summary>
    public async Task TendAsync(CancellationToken cancellation)
    {
        await LoadAsync(cancellation).ConfigureAwait(false);
        var (keys, now) = (Volatile.Read(ref _keys), clock.GetUtcNow());
        if (keys.Count == 0) await AddAsync(DateTimeOffset.MinValue, now, cancellation).ConfigureAwait(false);
        else if (keys[^1].Stored.SignsFrom + life - Notice <= now) await AddAsync(keys[^1].Stored.CreatedAt, now + Notice, cancellation).ConfigureAwait(false);
        for (var i = 0; i + 1 < keys.Count; i++)
        {
            if (keys[i + 1].Stored.SignsFrom + s_tokenLife > now) break;
            await store.RemoveAsync(keys[i].Stored.Id, cancellation).ConfigureAwait(false);
            logger.Forgotten(keys[i].Stored.Id);
        }
        await LoadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the next key now, after which the old one signs no more; all tokens that are out stay good. For when a key may have become known, revoke those too.</summary>
    public async Task RotateAsync(CancellationToken cancellation)
    {
        await LoadAsync(cancellation).ConfigureAwait(false);
        var keys = Volatile.Read(ref _keys);
        await AddAsync(keys.Count == 0 ? DateTimeOffset.MinValue : keys[^1].Stored.CreatedAt, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        await LoadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Looks after the keys until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        for (var beat = 1; !cancellation.IsCancellationRequested; beat++)
        {
            await Task.Delay(s_look, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await (beat % BeatsPerTending == 0 ? TendAsync(cancellation) : LoadAsync(cancellation)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.NotTended(failure.Message);
            }
        }
    }

    /// <summary>Takes over what another process has made.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var (known, stored) = (Volatile.Read(ref _keys), await store.ListAsync(cancellation).ConfigureAwait(false));
        if (stored.Select(static key => key.Id).SequenceEqual(known.Select(static key => key.Stored.Id))) return;
        Volatile.Write(ref _keys, [.. stored.Select(key => known.Find(other => other.Stored.Id == key.Id) ?? new LoadedKey(key))]);
    }

    private async Task AddAsync(DateTimeOffset newest, DateTimeOffset signsFrom, CancellationToken cancellation)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12));
        if (await store.AddAsync(new SigningKey(id, made.ExportPkcs8PrivateKey(), clock.GetUtcNow(), signsFrom), newest, cancellation).ConfigureAwait(false)) logger.Made(id, signsFrom);
    }

    private sealed class LoadedKey
    {
        public LoadedKey(SigningKey stored)
        {
            Stored = stored;
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(stored.PrivateKey, out _);
            Security = new ECDsaSecurityKey(key) { KeyId = stored.Id };
            Credentials = new SigningCredentials(Security, SecurityAlgorithms.EcdsaSha256);
        }

        public SigningKey Stored { get; }

        public ECDsaSecurityKey Security { get; }

        public SigningCredentials Credentials { get; }
    }
}
