-- Which rows add up to which, by which identity; forms an identity does not fit are left out.
with parts as (

    select * from {{ ref('int_levels') }}
    -- a project over its own needs no name: that it adds up is how it was found
    where total_kind <> 'project'

),

-- forms an identity does not fit
exceptions as (

    select * from {{ ref('identity_exceptions') }}

),

tables as (

    select
        document_id,
        table_no,
        table_title
    from {{ ref('int_tables') }}

),

named as (

    select
        *,
        case
            when total_kind = 'total' and part_kind = 'unit' then 'total_of_units'
            when total_kind = 'total' and part_kind = 'project' then 'total_of_projects'
            when total_kind = 'total' then 'total_of_items'
            when total_kind in ('unit', 'plain') and part_kind in ('unit', 'plain') then 'department_of_units'
            when total_kind = 'unit' and part_kind = 'project' then 'unit_of_projects'
            when total_kind = 'unit' then 'unit_of_items'
            when length(total_code) = 3 then 'class_of_items'
            else 'group_of_items'
        end as identity
    from parts

),

excepted as (

    select distinct
        tables.document_id,
        tables.table_no,
        exceptions.identity
    from tables
    inner join exceptions on regexp_matches(tables.table_title, exceptions.title_pattern)

),

fitting as (

    select named.*
    from named
    anti join excepted
        on
            {{ same_table('named', 'excepted') }}
            and named.identity = excepted.identity

)

select * from fitting
