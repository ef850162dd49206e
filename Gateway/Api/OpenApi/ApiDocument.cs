using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Telephony.Api.Pipeline;
using Telephony.Api.Wire;

namespace Telephony.Api.OpenApi;

/// <summary>
/// The API's own description, OpenAPI 3.1, made of what is mapped: addresses and access of <see cref="ApiOperation"/>, words of <see cref="ApiWords"/>, schemas of the wire records themselves, so that it cannot
/// say what is not so. Written once.
/// </summary>
internal sealed partial class ApiDocument(IReadOnlyDictionary<string, ApiWords> words, string intro)
{
    private static readonly JsonSchemaExporterOptions s_schemas = new() { TreatNullObliviousAsNonNullable = true };

    private readonly JsonObject _schemas = [];

    public string Write(IEnumerable<(string Pattern, ApiOperation Operation)> operations)
    {
        var paths = new JsonObject();
        var areas = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (pattern, operation) in operations)
        {
            if (paths[pattern] is not JsonObject path) paths[pattern] = path = [];
            path[operation.Method.ToLowerInvariant()] = Describe(pattern, operation);
            areas.Add(operation.Area);
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Telephony", ["version"] = "1.0", ["description"] = intro },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "this gateway" }),
            ["tags"] = new JsonArray([.. areas.Select(static area => new JsonObject { ["name"] = area })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = _schemas, ["securitySchemes"] = SecuritySchemes() },
        }.ToJsonString();
    }

    private JsonObject Describe(string pattern, ApiOperation operation)
    {
        var said = words.GetValueOrDefault(operation.Name) ?? new ApiWords(Spaced(operation.Name));
        var described = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["tags"] = new JsonArray(operation.Area),
            ["summary"] = said.Summary,
        };
        if (said.Text.Length > 0) described["description"] = said.Text;
        var parameters = Parameters(pattern, operation, said);
        if (parameters.Count > 0) described["parameters"] = parameters;
        if (said.Request is not null) described["requestBody"] = new JsonObject { ["content"] = Content(said.IsMergePatch ? "application/merge-patch+json" : "application/json", said.Request) };
        var answers = new JsonObject();
        foreach (var (status, body) in said.Answers) answers[status.ToString(CultureInfo.InvariantCulture)] = Answer(status, body);
        answers["default"] = new JsonObject { ["description"] = "Refused: what to change", ["content"] = Content("application/json", ErrorJson.Default.ErrorBody) };
        described["responses"] = answers;
        described["security"] = operation.Access switch
        {
            ApiAccess.Resource => new JsonArray(new JsonObject { ["signature"] = new JsonArray() }, new JsonObject { ["issuer"] = new JsonArray() }),
            ApiAccess.User => new JsonArray(new JsonObject { ["user"] = new JsonArray() }),
            _ => new JsonArray(),
        };
        return described;
    }

    private static JsonArray Parameters(string pattern, ApiOperation operation, ApiWords said)
    {
        var parameters = new JsonArray();
        foreach (Match part in PathPart().Matches(pattern)) Add(part.Groups["name"].Value, "path", true, "");
        if (!operation.NeedsNoVersion) Add("api-version", "query", true, "Any date, such as 2023-10-01.");
        foreach (var (name, needed, text) in said.Query) Add(name, "query", needed, text);
        if (operation.IsRepeatable)
        {
            Add("repeatability-request-id", "header", false, "The same id again gives the same answer, and is carried out once.");
            Add("repeatability-first-sent", "header", false, "RFC 1123.");
        }
        return parameters;

        void Add(string name, string place, bool needed, string text)
        {
            var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = needed, ["schema"] = new JsonObject { ["type"] = "string" } };
            if (text.Length > 0) parameter["description"] = text;
            if (name == "api-version") parameter["example"] = "2023-10-01";
            parameters.Add(parameter);
        }
    }

    private JsonObject Answer(int status, JsonTypeInfo? body)
    {
        var answer = new JsonObject { ["description"] = status switch { 201 => "Made", 202 => "Accepted", 204 => "Done", _ => "Good" } };
        if (body is not null) answer["content"] = Content("application/json", body);
        return answer;
    }

    private JsonObject Content(string type, JsonTypeInfo body)
    {
        var name = NameOf(body.Type);
        _schemas[name] ??= JsonSchemaExporter.GetJsonSchemaAsNode(body, s_schemas);
        return new JsonObject { [type] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } } };
    }

    private static string NameOf(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "Of" + string.Concat(type.GetGenericArguments().Select(NameOf)) : type.Name;

    // CommunicationIdentity_IssueAccessToken: the words are in the name.
    private static string Spaced(string name) => CamelHump().Replace(name[(name.LastIndexOf('_') + 1)..], static hump => " " + hump.Value.ToLowerInvariant());

    private static JsonObject SecuritySchemes() => new()
    {
        ["signature"] = new JsonObject
        {
            ["type"] = "apiKey", ["in"] = "header", ["name"] = "Authorization",
            ["description"] = "HMAC-SHA256 with an access key over method, path with query, date, host and body hash; the SDKs do it, given the connection string.",
        },
        ["issuer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "A token of the configured OpenID Connect issuer that names the required role." },
        ["user"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "A user's access token, as the identity area issues it." },
    };

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathPart();

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CamelHump();
}
