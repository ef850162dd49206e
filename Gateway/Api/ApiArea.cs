using Telephony.Api.Pipeline;

namespace Telephony.Api;

/// <summary>Operations that share an area's name, its limits, and who may ask.</summary>
public sealed class ApiArea(ApiRoutes routes, string name, ApiAccess access)
{
    public ApiArea Get(string pattern, string operation, ApiHandler handler) => Map("GET", pattern, operation, handler);

    public ApiArea Post(string pattern, string operation, ApiHandler handler, bool repeatable = false) => Map("POST", pattern, operation, handler, repeatable);

    public ApiArea Put(string pattern, string operation, ApiHandler handler, bool repeatable = false) => Map("PUT", pattern, operation, handler, repeatable);

    public ApiArea Patch(string pattern, string operation, ApiHandler handler, bool repeatable = false) => Map("PATCH", pattern, operation, handler, repeatable);

    public ApiArea Delete(string pattern, string operation, ApiHandler handler, bool repeatable = false) => Map("DELETE", pattern, operation, handler, repeatable);

    private ApiArea Map(string method, string pattern, string operation, ApiHandler handler, bool repeatable = false)
    {
        routes.Map(pattern, new ApiOperation { Area = name, Name = operation, Method = method, Access = access, IsRepeatable = repeatable }, handler);
        return this;
    }
}
