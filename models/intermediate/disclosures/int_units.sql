-- The bodies whose money figures are: the unit printed beside a figure, else the one under whose code it
-- stands, else the body whose document it is. A unit is a body: what is printed where a unit would stand and
-- is no body's name, a project, an indicator, a blank, is none.
with documents as (

    select
        documents.document_id,
        documents.department_id,
        documents.region_code,
        {{ body_name_key('documents.body_name') }} as own_key,
        {{ body_name_key('documents.department_name') }} as printed_own_key,
        disclosures.unit_id as own_unit_id,
        disclosures.reporting_scope
    from {{ ref('int_documents') }} as documents
    inner join {{ ref('int_disclosures') }} as disclosures on documents.document_id = disclosures.document_id
    where documents.department_id is not null

),

printed as (

    select
        documents.*,
        figures.unit_code as printed_code,
        figures.unit_name as printed_name,
        {{ is_body_name('figures.unit_name') }} as is_body,
        {{ body_name_key(with_place('figures.unit_name', 'documents.own_key')) }} as name_key,
        count(*) as mention_count
    from {{ ref('int_figures') }} as figures
    inner join documents on figures.document_id = documents.document_id
    group by all

),

named as (

    select
        {{ all_but('printed', 'name_key') }},
        coalesce(merged.canonical_key, printed.name_key) as name_key,
        coalesce(coalesce(merged.canonical_key, printed.name_key) in (printed.own_key, printed.printed_own_key), false)
            as is_own,
        {{ folded('printed.printed_name') }} <> printed.name_key
        and regexp_matches({{ folded('printed.printed_name') }}, '{{ own_level() }}[)]?$') as says_own_level
    from printed
    left join {{ ref('int_merged_names') }} as merged
        on {{ same_by('printed', 'merged', 'region_code', 'name_key') }}

),

codes as (

    select
        department_id,
        unit_code,
        bool_or(is_department) as is_department,
        bool_or(is_own_name) as is_own
    from {{ ref('int_unit_codes') }}
    group by all

),

codes_of_names as (

    select
        department_id,
        name_key,
        max_by(unit_code, (length(unit_code), row_count, unit_code)) as unit_code
    from {{ ref('int_unit_codes') }}
    group by all

),

-- a name printed beside a figure counts more than the code it stands under
resolved as (

    select
        named.*,
        case
            when named.is_body and not named.is_own and pairs.unit_code is null then codes_of_names.unit_code
            else codes.unit_code
        end as unit_code,
        coalesce(codes.is_department, false) as is_department,
        coalesce(
            codes.is_own and (pairs.unit_code is not null or named.is_own or not coalesce(named.is_body, false)), false
        )
            as is_own_code
    from named
    left join codes
        on named.department_id = codes.department_id and named.printed_code = codes.unit_code
    left join codes_of_names on {{ same_by('named', 'codes_of_names', 'department_id', 'name_key') }}
    left join {{ ref('int_unit_codes') }} as pairs
        on {{ same_by('named', 'pairs', 'department_id', 'name_key') }} and named.printed_code = pairs.unit_code

),

units as (

    select
        document_id,
        department_id,
        printed_code,
        printed_name,
        mention_count,
        unit_code,
        case when is_body then printed_name end as unit_name,
        case
            when is_body and not is_own and not is_own_code
                then {{ unit_key('department_id', 'coalesce(unit_code, name_key)') }}
            -- its own unit, where it is told from the department
            when reporting_scope = 'department' and not is_department and (is_own_code or says_own_level)
                then {{ unit_key('department_id', "'" ~ own_level() ~ "'") }}
            when unit_code is not null and not is_department and not is_own_code
                then {{ unit_key('department_id', 'unit_code') }}
            else own_unit_id
        end as unit_id
    from resolved

)

select * from units
