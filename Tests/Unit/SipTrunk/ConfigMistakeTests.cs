using Xunit;

namespace Telephony.Unit.SipTrunk;

/// <summary>Each way to be wrong, and what the operator reads.</summary>
public sealed class ConfigMistakeTests
{
    public static TheoryData<string, string> TrunkMistakes => new()
    {
        { """ "colour": 1 """, "trunks/alpha.json:1: colour: there is no such field; allowed are fqdn, description," },
        { """ "Transport": "udp" """, "did you mean transport?" },
        { """ "transport": "udp", "transport": "tcp" """, "transport: the field is given twice." },
        { """ "transport": "sctp" """, """transport is "sctp": allowed is one of "udp", "tcp", "tls".""" },
        { """ "enabled": "yes" """, """enabled is "yes": allowed is true or false.""" },
        { """ "enabled": null """, "enabled is null: allowed is true or false." },
        { """ "address": "192.0.2.1:0" """, """address is "192.0.2.1:0": allowed are host:port""" },
        { """ "address": "192.0.2.300" """, "address is" },
        { """ "resource": "Contoso" """, """resource is "Contoso": allowed are 1 to 64 of a-z""" },
        { """ "auth": [] """, "auth is an empty list: allowed is an object { ... }." },
        { """ "auth": { "addresses": ["192.0.2.1/24"] } """, """auth.addresses[0] is "192.0.2.1/24": it has bits set behind its prefix; the network is 192.0.2.0/24""" },
        { """ "auth": { "addresses": ["10.0.0.1", "carrier.example"] } """, """auth.addresses[1] is "carrier.example": it is no IP address; allowed are an address""" },
        { """ "auth": { "addresses": ["10.0.0.1:70000"] } """, "its port must be 1 to 65535" },
        { """ "auth": { "addresses": ["10.0.0.1", "10.0.0.1"] } """, "The source 10.0.0.1 is listed twice." },
        { """ "auth": { "digest": { "user": "u" } } """, "auth.digest.password is missing: it is required." },
        { """ "auth": { "digest": { "user": "u", "password": "${ENV:NOT_SET}" } } """, "auth.digest.password is a reference: the environment variable NOT_SET is not set." },
        { """ "auth": { "digest": { "user": "u", "password": "${FILE:none}" } } """, "the file none cannot be read" },
        { """ "auth": { "digest": { "user": "u", "password": "${VAULT:x}" } } """, "a reference has the form ${ENV:NAME} or ${FILE:path}." },
        { """ "auth": { "calledPattern": "(" } """, "auth.calledPattern is \"(\": it is no regular expression" },
        { """ "options": { "interval": 0 } """, "options.interval is 0: allowed is a number from 1 to 600." },
        { """ "options": { "interval": 601 } """, "options.interval is 601: allowed is a number from 1 to 600." },
        { """ "options": { "interval": "60s" } """, "options.interval is \"60s\": allowed is a number from 1 to 600." },
        { """ "options": { "misses": 1.5 } """, "options.misses is 1.5: allowed is a whole number from 1 to 100." },
        { """ "options": { "interval": 2, "timeout": 5 } """, "options.timeout is 5: it must not be longer than interval (2)." },
        { """ "limits": { "channels": -1 } """, "limits.channels is -1: allowed is a whole number from 0 to 1000000." },
        { """ "limits": { "cps": 1 } """, "limits.cps: there is no such field; did you mean cpsIn?" },
        { """ "failover": { "codes": [200] } """, "failover.codes[0] is 200: allowed is a whole number from 300 to 699." },
        { """ "failover": { "codes": 503 } """, "failover.codes is 503: allowed is a list [ ... ]." },
        { """ "localAddress": { "advertised": "x.example" } """, "localAddress.address is missing: it is required." },
        { """ "localAddress": { "address": "eth0" } """, "localAddress.address is \"eth0\": allowed is an IP address of this machine, without port." },
        { """ "localAddress": { "address": "10.0.0.1", "advertised": "x.example:5060" } """, "localAddress.advertised is" },
        { """ "lateOffer": "never" """, "lateOffer is \"never\": allowed is one of \"accept\", \"reject\"." },
        { """ "codecs": { "order": ["pcmu", "mp3"] } """, "codecs.order[1] is \"mp3\": allowed is one of \"pcmu\"," },
        { """ "codecs": { "order": ["pcmu", "pcmu"] } """, "codecs.order[1] is \"pcmu\": it is in the list twice." },
        { """ "codecs": { "order": ["pcmu"], "exclude": ["pcmu"] } """, "codecs.exclude[0] is \"pcmu\": it stands in order as well." },
        { """ "numberRules": { "inboundCalled": [{ "pattern": "^1" }] } """, "numberRules.inboundCalled[0]: it must have either pattern and replacement or preset." },
        { """ "numberRules": { "inboundCalled": [{ "pattern": "^1", "replacement": "2", "preset": "addPlus" }] } """, "it must have either pattern and replacement or preset." },
        { """ "numberRules": { "inboundCalled": [{ "pattern": "^(?!1)", "replacement": "2" }] } """, "numberRules.inboundCalled[0].pattern is \"^(?!1)\": it needs backtracking" },
        { """ "numberRules": { "inboundCalled": [{ "pattern": "^1", "replacement": "$1" }] } """, "the replacement names group 1" },
        { """ "numberRules": { "inboundCalled": [{ "preset": "nationalToE164" }] } """, "it needs country beside it." },
        { """ "numberRules": { "inboundCalled": [{ "preset": "addPlus", "digits": 4 }] } """, "preset \"addPlus\" does not use it." },
        { """ "numberRules": { "inboundCalled": [{ "preset": "nationalToE164", "country": "+49" }] } """, "country is \"+49\": allowed is a text of the form" },
    };

    [Theory]
    [MemberData(nameof(TrunkMistakes))]
    public void A_wrong_trunk_field_is_named_with_what_is_allowed(string fields, string expected)
    {
        using var folder = new SbcFolder().WithTrunk(fields);
        var result = folder.Load();
        Assert.Null(result.Catalogue);
        var mistake = Assert.Single(result.Mistakes);
        Assert.Contains(expected, mistake.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("trunks/alpha.json:1: ", mistake.Sentence, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> RouteMistakes => new()
    {
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example", "gone.example"] }] }""", "routes[0].trunks[1] is \"gone.example\": Route \"r\" names the trunk gone.example, which no file defines; known are alpha.example." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"], "fromTrunks": ["gone.example"] }] }""", "routes[0].fromTrunks[0] is \"gone.example\"" },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": [] }] }""", "routes[0].trunks is an empty list: allowed are at least 1 entries." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["192.0.2.1"] }] }""", "routes[0].trunks[0] is \"192.0.2.1\": allowed is the FQDN of a trunk." },
        { """{ "routes": [{ "name": "r", "trunks": ["alpha.example"] }] }""", "routes[0].numberPattern is missing: it is required." },
        { """{ "routes": [{ "numberPattern": "^1", "trunks": ["alpha.example"] }] }""", "routes[0].name is missing: it is required." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^(?=1)", "trunks": ["alpha.example"] }] }""", "routes[0].numberPattern is \"^(?=1)\": it needs backtracking" },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"], "order": "random" }] }""", "routes[0].order is \"random\": allowed is one of \"list\", \"shuffle\", \"weighted\", \"leastCost\", \"leastLoaded\"." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"], "order": "weighted", "weights": [1, 2] }] }""", "routes[0].weights is a list of 2: there must be one for each of trunks, which are 1." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"], "weights": [1] }] }""", "routes[0].weights is a list of 1: it has no effect without order weighted." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"], "order": "leastCost" }] }""", "routes[0].costs is missing: order leastCost needs one for each of trunks." },
        { """{ "routes": [{ "name": "r", "numberPattern": "^1", "trunks": ["alpha.example"] }, { "name": "r", "numberPattern": "^2", "trunks": ["alpha.example"] }] }""", "There are two routes named \"r\"" },
        { """{ "routes": {} }""", "routes is an object: allowed is a list [ ... ]." },
        { """{ "emergencyNumbers": ["1"] }""", "emergencyNumbers[0] is \"1\": allowed is a text of the form ^[0-9]{2,6}$." },
        { """[]""", "routes.json:1: is an empty list: allowed is an object { ... }." },
    };

    [Theory]
    [MemberData(nameof(RouteMistakes))]
    public void A_wrong_route_is_named_with_what_is_allowed(string routes, string expected)
    {
        using var folder = new SbcFolder().With("trunks/alpha.json", SbcFolder.Good).With("routes.json", routes);
        var mistake = Assert.Single(folder.Load().Mistakes);
        Assert.Contains(expected, mistake.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("routes.json:1: ", mistake.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "the file is no JSON")]
    [InlineData("", "the file is no JSON")]
    [InlineData("{ \"fqdn\": }", "the file is no JSON")]
    [InlineData("{} {}", "the file is no JSON")]
    [InlineData("{}", "fqdn is missing: it is required.")]
    [InlineData("{ \"fqdn\": \"192.0.2.1\" }", "allowed is a domain name of 1 to 253 characters such as sbc.example.com, no IP address.")]
    public void A_file_that_is_no_trunk_says_so(string content, string expected)
    {
        using var folder = new SbcFolder().With("trunks/alpha.json", content);
        Assert.Contains(expected, Assert.Single(folder.Load().Mistakes).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_that_claim_one_name_or_one_source_are_told_apart()
    {
        using var folder = new SbcFolder().With("trunks/a.json", SbcFolder.Good).With("trunks/b.json", SbcFolder.Good.Replace("192.0.2.1", "192.0.2.2", StringComparison.Ordinal))
            .With("trunks/c.json", SbcFolder.Good.Replace("alpha", "gamma", StringComparison.Ordinal));
        Assert.Equal(
            [
                "trunks/b.json:1: fqdn is \"alpha.example\": The FQDN alpha.example is already claimed by a trunk of the same resource; each trunk needs its own.",
                "trunks/c.json:1: auth.addresses[0] is \"192.0.2.1\": The source 192.0.2.1 is already claimed by trunk alpha.example: give the two different ports, or each its own auth.calledPattern.",
            ],
            folder.Load().Mistakes.Select(m => m.Sentence));
    }

    [Fact]
    public void All_mistakes_of_all_files_come_at_once_with_their_lines()
    {
        using var folder = new SbcFolder()
            .With("trunks/a.json", "{\n  // why\n  \"fqdn\": \"a.example\",\n  \"transport\": \"x\",\n  \"limits\": {\n    \"channels\": \"many\"\n  }\n}")
            .With("trunks/b.json", "{\n  \"fqdn\": \"b.example\"\n  \"transit\": true }")
            .With("routes.json", "{ \"routes\": [\n { \"name\": \"r\", \"numberPattern\": \"(\",\n   \"trunks\": [\"a.example\",\n \"b.example\"] } ] }");
        Assert.Equal(["trunks/a.json:4", "trunks/a.json:6", "trunks/b.json:3", "routes.json:2"], folder.Load().Mistakes.Select(m => $"{m.File}:{m.Line}"));
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        using var folder = new SbcFolder().WithTrunk(""" "auth": { "digest": { "user": "u", "password": 12345678 } } """)
            .WithTrunk($$""" "auth": { "digest": { "user": "v", "password": "{{new string('7', 1025)}}" } } """, "beta.example", "beta");
        var result = folder.Load();
        Assert.Equal(2, result.Mistakes.Count);
        Assert.DoesNotContain(result.Mistakes, m => m.Sentence.Contains("1234", StringComparison.Ordinal) || m.Sentence.Contains("777", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", new Telephony.Domain.Trunks.DigestCredentials("u", "secret").ToString(), StringComparison.Ordinal);
    }
}
