using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Api.Access;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Identity.Keys;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>What the clients sign is what we verify, and nothing else is.</summary>
public sealed class RequestSignatureTests
{
    private static readonly byte[] Key = Convert.FromBase64String(SignatureVector.File.Key);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.ParseExact(SignatureVector.File.Cases[0].Date, "r", CultureInfo.InvariantCulture));

    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, SignatureVector.File.Cases.Count)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_request_of_the_sdk_is_taken(int index)
    {
        var vector = SignatureVector.File.Cases[index];
        var request = Request(vector);

        Assert.Equal(("default", AccessKeyKind.Primary), await FindAsync(request, Resource("default", Key, AccessKeys.MakeKey())));
        Assert.True(RequestSignature.FitsBody(request, Encoding.UTF8.GetBytes(vector.Body)));
        Assert.False(RequestSignature.FitsBody(request, Encoding.UTF8.GetBytes(vector.Body + " ")));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_changed_request_is_not(int index)
    {
        var vector = SignatureVector.File.Cases[index];
        var resource = Resource("default", Key, AccessKeys.MakeKey());

        Assert.Null(await FindAsync(Request(vector with { Method = vector.Method == "GET" ? "POST" : "GET" }), resource));
        Assert.Null(await FindAsync(Request(vector with { Target = vector.Target + (vector.Target.Contains('?') ? "&x=1" : "x") }), resource));
        Assert.Null(await FindAsync(Request(vector with { Target = "/" + vector.Target }), resource));
        Assert.Null(await FindAsync(Request(vector with { Host = vector.Host + "0" }), resource));
        Assert.Null(await FindAsync(Request(vector with { Hash = Convert.ToBase64String(new byte[32]) }), resource));
        Assert.Null(await FindAsync(Request(vector with { Date = _clock.GetUtcNow().AddSeconds(1).ToString("r", CultureInfo.InvariantCulture) }), resource));
    }

    [Fact]
    public async Task Either_key_is_good_and_the_resource_is_found_by_it()
    {
        var request = Request(SignatureVector.File.Cases[0]);
        CommunicationResource[] resources = [Resource("default", AccessKeys.MakeKey(), AccessKeys.MakeKey()), Resource("other", AccessKeys.MakeKey(), Key)];

        Assert.Equal(("other", AccessKeyKind.Secondary), await FindAsync(request, resources));
    }

    [Fact]
    public async Task A_host_that_names_a_resource_leaves_the_keys_of_others_out()
    {
        var request = Request(SignatureVector.File.Cases.First(static vector => vector.Host.StartsWith("contoso.", StringComparison.Ordinal)));

        Assert.Equal(("contoso", AccessKeyKind.Primary), await FindAsync(request, Resource("contoso", Key, Key), Resource("default", Key, Key)));
        Assert.Null(await FindAsync(request, Resource("contoso", AccessKeys.MakeKey(), AccessKeys.MakeKey()), Resource("default", Key, Key)));
    }

    [Theory]
    [InlineData(-15, true)]
    [InlineData(15, true)]
    [InlineData(-16, false)]
    [InlineData(16, false)]
    public async Task The_clocks_may_differ_by_a_quarter_of_an_hour(int minutes, bool good)
    {
        _clock.AdjustTime(_clock.GetUtcNow().AddMinutes(minutes));
        Assert.Equal(good, await FindAsync(Request(SignatureVector.File.Cases[0]), Resource("default", Key, Key)) is not null);
    }

    [Fact]
    public async Task The_path_alone_may_be_signed_where_the_host_has_a_header_of_its_own()
    {
        var plain = SignatureVector.File.Cases.First(static vector => vector.Target == "/plain");
        var request = Request(plain with { Target = "/plain?sig=1", Host = "front.example" });
        Assert.Null(await FindAsync(request, Resource("default", Key, Key)));

        request.Headers["x-ms-host"] = plain.Host;
        Assert.NotNull(await FindAsync(request, Resource("default", Key, Key)));
    }

    private async Task<(string, AccessKeyKind)?> FindAsync(HttpRequest request, params CommunicationResource[] resources)
    {
        var directory = new ResourceDirectory(new FixedResources(resources), _clock, NullLogger<ResourceDirectory>.Instance);
        await directory.RefreshAsync(default);
        var found = new RequestSignature(directory, _clock).Find(request, request.Headers.Authorization.ToString(), out var why);
        Assert.Equal(found is null, why.Length > 0);
        return found is var (resource, key) ? (resource.Name.Value, key) : null;
    }

    private static CommunicationResource Resource(string name, byte[] primary, byte[] secondary) => new()
    {
        Name = ResourceId.Parse(name),
        ImmutableId = Guid.NewGuid(),
        DataLocation = "here",
        Keys = new AccessKeys(primary, secondary),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static HttpRequest Request(SignatureVector vector)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = vector.Method;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = vector.Target;
        http.Request.Headers.Host = vector.Host;
        http.Request.Headers["x-ms-date"] = vector.Date;
        http.Request.Headers["x-ms-content-sha256"] = vector.Hash;
        http.Request.Headers.Authorization = vector.Authorization;
        return http.Request;
    }

    private sealed class FixedResources(IReadOnlyList<CommunicationResource> all) : IResourceStore
    {
        public ValueTask<IReadOnlyList<CommunicationResource>> ListAsync(CancellationToken cancellation) => ValueTask.FromResult(all);

        public ValueTask<bool> AddAsync(CommunicationResource resource, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<bool> RemoveAsync(ResourceId name, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<bool> ReplaceKeyAsync(ResourceId name, AccessKeyKind kind, byte[] key, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
