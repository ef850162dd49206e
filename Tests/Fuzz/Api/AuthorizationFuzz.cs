using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Api.Access;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Identity.Keys;
using Xunit;

namespace Telephony.Fuzz.Api;

/// <summary>Signed requests with what a stranger controls changed at random: none may throw, and none that says something else may pass. FUZZ_SEED repeats a run.</summary>
public sealed class AuthorizationFuzz(ITestOutputHelper output)
{
    private const int Inputs = 200_000;
    private const string Target = "/phoneNumbers/%2B14255550123?api-version=2025-06-01&name=a%20b";

    private static readonly string[] s_tokens = ["&", "=", ";", "&Signature=", "SignedHeaders=", "HMAC-SHA256 ", "Bearer ", "x-ms-date", "%", "%00", "\u00ff", " ", "AAAA", "==", "+", "/", "?", "\t", "\r\n", "GMT", "0"];

    private static readonly CommunicationResource s_resource = ResourceDirectory.New(ResourceId.Default, "", TimeProvider.System);

    [Fact]
    public async Task No_mutation_breaks_the_door_or_opens_it()
    {
        var seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"FUZZ_SEED={seed}");
        var random = new Random(seed);
        var directory = new ResourceDirectory(new OneResource(), TimeProvider.System, NullLogger<ResourceDirectory>.Instance);
        await directory.RefreshAsync(default);
        var door = new RequestSignature(directory, TimeProvider.System);
        var (passed, step) = (0, 0);
        try
        {
            for (; step < Inputs; step++)
            {
                var good = Sign();
                var bad = Mutate(good, random);
                var found = door.Find(RequestOf(bad), bad.Authorization, out var why);
                if (found is null) Check(why.Length > 0, "A refusal has a reason.");
                else
                {
                    passed++;
                    Check(Means(bad, good), $"What passes says the same: {bad}");
                }
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"FUZZ_SEED={seed}, input {step}", exception);
        }
        output.WriteLine($"{passed} passed");
        Assert.InRange(passed, 1, Inputs - 1);       // the unchanged and the equivalent ones do
    }

    [Fact]
    public void The_form_of_a_query_is_its_own_form()
    {
        var seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"FUZZ_SEED={seed}");
        var random = new Random(seed);
        for (var i = 0; i < Inputs; i++)
        {
            var query = Change("a=b%20c&d=~e!'()*&f=%C3%A4", random);
            var form = FormQuery.Canonical(query);
            Assert.Equal(form, FormQuery.Canonical(form));
            Assert.True(form.All(static c => char.IsAsciiLetterOrDigit(c) || "*-._+%=&".Contains(c, StringComparison.Ordinal)), $"{query} -> {form}");
        }
    }

    // The case of the scheme and of names, blanks, parts we do not know, and the two bits of base64 behind the last byte do not count.
    private static bool Means(Signed bad, Signed good)
    {
        var signature = good.Authorization[(good.Authorization.IndexOf("Signature=", StringComparison.Ordinal) + 10)..];
        return bad.Host == good.Host && bad.Date == good.Date && bad.Hash == good.Hash && Form(bad.Target) == Form(good.Target) && string.Concat(bad.Authorization.Where(static c => !char.IsWhiteSpace(c))).AsSpan().Contains(signature.AsSpan(0, 42), StringComparison.Ordinal);

        static string Form(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? $"{target[..mark]}?{FormQuery.Canonical(target.AsSpan(mark + 1))}" : target;
    }

    private static Signed Mutate(Signed good, Random random) => random.Next(6) switch
    {
        0 => good with { Target = Change(good.Target, random) },
        1 => good with { Host = Change(good.Host, random) },
        2 => good with { Date = Change(good.Date, random) },
        3 => good with { Hash = Change(good.Hash, random) },
        _ => good with { Authorization = Change(good.Authorization, random) },
    };

    private static string Change(string text, Random random)
    {
        var made = new StringBuilder(text);
        for (var times = random.Next(0, 4); times > 0; times--)
        {
            var at = random.Next(made.Length + 1);
            switch (random.Next(5))
            {
                case 0 when at < made.Length: made[at] = (char)random.Next(1, 256); break;
                case 1 when at < made.Length: made.Remove(at, Math.Min(random.Next(1, 20), made.Length - at)); break;
                case 2: made.Insert(at, s_tokens[random.Next(s_tokens.Length)]); break;
                case 3: made.Insert(at, made.ToString(0, at)); break;
                case 4 when at < made.Length: made[at] = char.IsUpper(made[at]) ? char.ToLowerInvariant(made[at]) : char.ToUpperInvariant(made[at]); break;
            }
        }
        return made.ToString();
    }

    private static Signed Sign()
    {
        var (date, hash, host) = (TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture), Convert.ToBase64String(SHA256.HashData([])), "127.0.0.1:8080");
        var signature = Convert.ToBase64String(HMACSHA256.HashData(s_resource.Keys[AccessKeyKind.Primary], Encoding.UTF8.GetBytes($"GET\n{Target}\n{date};{host};{hash}")));
        return new Signed(Target, host, date, hash, $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }

    private static HttpRequest RequestOf(Signed signed)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = signed.Target;
        http.Request.Headers.Host = signed.Host;
        http.Request.Headers["x-ms-date"] = signed.Date;
        http.Request.Headers["x-ms-content-sha256"] = signed.Hash;
        return http.Request;
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    private sealed record Signed(string Target, string Host, string Date, string Hash, string Authorization);

    private sealed class OneResource : IResourceStore
    {
        public ValueTask<IReadOnlyList<CommunicationResource>> ListAsync(CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<CommunicationResource>>([s_resource]);

        public ValueTask<bool> AddAsync(CommunicationResource resource, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<bool> RemoveAsync(ResourceId name, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<bool> ReplaceKeyAsync(ResourceId name, AccessKeyKind kind, byte[] key, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
