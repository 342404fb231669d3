-- What kind of document it is, of which year and whose: from its content, never from its file name.
with documents as (

    select * from {{ ref('stg_documents') }}

),

departments as (

    select * from {{ ref('int_departments') }}

),

renamings as (

    select * from {{ ref('unit_merges') }}

),

described as (

    select
        documents.*,
        departments.department_name,
        departments.region_code,
        fiscal_years.fiscal_year,
        covers.cover_date,
        covers.reporting_scope as printed_scope,
        -- a form that nobody filled in is nobody's disclosure
        case
            when covers.is_blank_form and departments.department_name is null then 'other'
            else kinds.document_kind
        end as document_kind,
        -- the body behind its names of different years
        coalesce(renamings.canonical_name, departments.department_name, documents.document_id) as body_name
    from documents
    left join {{ ref('int_document_kinds') }} as kinds on documents.document_id = kinds.document_id
    left join {{ ref('int_fiscal_years') }} as fiscal_years on documents.document_id = fiscal_years.document_id
    left join {{ ref('int_covers') }} as covers on documents.document_id = covers.document_id
    left join departments on documents.document_id = departments.document_id
    left join renamings
        on
            departments.region_code = renamings.region_code
            and {{ body_name_key('departments.department_name') }} = {{ body_name_key('renamings.name') }}
            and fiscal_years.fiscal_year >= coalesce(renamings.valid_from, 0)
            and fiscal_years.fiscal_year <= coalesce(renamings.valid_to, 9999)

),

keyed as (

    select
        *,
        case when department_name is not null then {{ department_key('region_code', 'body_name') }} end
            as department_id
    from described

)

select * from keyed
