namespace Telephony.Domain.Tokens;

/// <summary>A key that access tokens are signed with (ECDSA on P-256).</summary>
/// <param name="Id">As <c>kid</c> in tokens and in the published key set.</param>
/// <param name="PrivateKey">PKCS #8, not encrypted.</param>
/// <param name="SignsFrom">Published before it signs, so that who keeps the key set has it in time.</param>
public sealed record SigningKey(string Id, byte[] PrivateKey, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom)
{
    public override string ToString() => Id;
}

/// <summary>The signing keys of the gateway, shared by all its nodes. Any thread.</summary>
public interface ISigningKeyStore
{
    /// <summary>Oldest first.</summary>
    ValueTask<IReadOnlyList<SigningKey>> ListAsync(CancellationToken cancellation);

    /// <summary>Adds a key unless another process has added one that was made after <paramref name="newest"/>. False then.</summary>
    ValueTask<bool> AddAsync(SigningKey key, DateTimeOffset newest, CancellationToken cancellation);

    ValueTask RemoveAsync(string id, CancellationToken cancellation);
}
