// The few functions of Node-API that the addon calls. Their binary interface never changes, so that no header of any
// version of Node.js is needed. On Windows they are looked up in the running program, whatever it is called: it may be
// node.exe or an editor.

#pragma once

typedef __INT32_TYPE__ int32_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __SIZE_TYPE__ size_t;
#define NULL ((void *)0)

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef int napi_status;
typedef napi_value (*napi_callback)(napi_env env, napi_callback_info info);
enum { napi_ok = 0 };
#define NAPI_AUTO_LENGTH ((size_t)-1)

// Name and parameters of each; all return a status.
#define EACH_NODE_API_FUNCTION(FUNCTION) \
  FUNCTION(napi_create_array, (napi_env env, napi_value *result)) \
  FUNCTION(napi_create_function, \
    (napi_env env, const char *name, size_t length, napi_callback callback, void *data, napi_value *result)) \
  FUNCTION(napi_create_string_utf8, (napi_env env, const char *text, size_t length, napi_value *result)) \
  FUNCTION(napi_create_uint32, (napi_env env, uint32_t value, napi_value *result)) \
  FUNCTION(napi_get_arraybuffer_info, (napi_env env, napi_value buffer, void **data, size_t *length)) \
  FUNCTION(napi_get_cb_info, \
    (napi_env env, napi_callback_info info, size_t *count, napi_value *arguments, napi_value *self, void **data)) \
  FUNCTION(napi_get_null, (napi_env env, napi_value *result)) \
  FUNCTION(napi_get_value_uint32, (napi_env env, napi_value value, uint32_t *result)) \
  FUNCTION(napi_set_element, (napi_env env, napi_value list, uint32_t index, napi_value value)) \
  FUNCTION(napi_set_named_property, (napi_env env, napi_value object, const char *name, napi_value value)) \
  FUNCTION(napi_throw_error, (napi_env env, const char *code, const char *message))

#ifdef _WIN32

#define NAPI_EXPORT __attribute__((dllexport))

__attribute__((dllimport)) void *GetModuleHandleA(const char *name);
__attribute__((dllimport)) void *GetProcAddress(void *module, const char *name);

#define FUNCTION(name, parameters) static napi_status(*name) parameters;
EACH_NODE_API_FUNCTION(FUNCTION)
#undef FUNCTION

// Whether the running program has all functions.
static int findNodeApi(void) {
  void *program = GetModuleHandleA(NULL);
#define FUNCTION(name, parameters) \
  name = (napi_status(*) parameters)GetProcAddress(program, #name); \
  if (name == NULL) return 0;
  EACH_NODE_API_FUNCTION(FUNCTION)
#undef FUNCTION
  return 1;
}

#else

#define NAPI_EXPORT __attribute__((visibility("default")))

#define FUNCTION(name, parameters) extern __attribute__((visibility("default"))) napi_status name parameters;
EACH_NODE_API_FUNCTION(FUNCTION)
#undef FUNCTION

static int findNodeApi(void) { return 1; }

#endif
